# SPDX-License-Identifier: Apache-2.0
"""How does a package become a STEP file? As built, with exact surfaces, named, coloured and instanced.

Reading is not offered. The mold comes without the bumps in it, a mask with its openings: the log is replayed, and what
is left of each solid at each place is made of cells that are extruded or turned, without booleans; only where leaning
walls of two bodies cross each other is a body carved. Discs are true circles, where the kernel draws polygons of the
same area. A solid of several cells, such as a mold between many heights, is several solids of one name that lie
against each other.

Time and size grow in proportion: the molded flip chip of the example (60 bumps, 80 balls) takes 2 s of CPU and 1.1 MB,
one with 1 000 bumps 8 s and 7.5 MB, one with 10 000 bumps 67 s and 77 MB (`benchmarks/step.py`); compound around 63
bond wires is carved in 200 s. Volumes of what is read back are those of `geometry.volumes` to 1e-11. Where a disc takes
a part of a line or a plane the kernel has a polygon and the file an arc: such a line differs by up to 6e-5, all metal
of a package by less than 1e-6. Bends of wires are mitred, which is up to 0.3 % of a wire.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from packfab.errors import BadInput, Fault, PackfabError
from packfab.geometry import Build, Solid
from packfab.io.as_built import as_built

STP_SCHEMAS = ("AP214", "AP242")


def stp_bytes(
    build: Build,
    *,
    name: str = "package",
    schema: str = "AP214",
    colour: Callable[[Solid], str] = lambda solid: "#9aa0a6",
    densities: Mapping[str, float] | None = None,
) -> bytes:
    """The STEP file of a build, in mm; colours as `#rrggbb`, densities by material in kg/m3. Needs OpenCASCADE."""
    if schema not in STP_SCHEMAS:
        raise BadInput([Fault("there is no such schema of STEP", measured=schema, allowed=" or ".join(STP_SCHEMAS),
                              fix="leave it out for AP214")])  # fmt: skip
    try:
        from packfab.io.stp_document import file_of
    except ImportError as error:
        if not (error.name or "").startswith("OCP"):
            raise
        raise PackfabError("STEP needs OpenCASCADE, which is not installed: pip install packfab[step]") from error
    return file_of(as_built(build), name=name, schema=schema, colour=colour, densities=densities or {})
