# SPDX-License-Identifier: Apache-2.0
"""What is handed on: a design, what was fabricated from it, and the answers that a format may ask for?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from packfab.checks import Lvs
from packfab.design import Package
from packfab.geometry import Build
from packfab.io import SpecFile
from packfab.materials import Library
from packfab.process import Fabrication, one_package
from packfab.study.evaluate import Progress, fabricated
from packfab.study.lvs import lvs
from packfab.study.nets import Nets, nets


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """What a person may choose when a design is handed on.

    layer_map: a file that says which mask layer each kind of solid goes to; schema: of a format that has several, such
    as `AP242`; power: of chips by name, W.
    """

    layer_map: Path | None = None
    schema: str | None = None
    power: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Handed:
    """A design with what was made of it; stem: the name that its files begin with."""

    stem: str
    package: Package
    fabrication: Fabrication
    library: Library
    site: tuple[int, int] | None = None

    @cached_property
    def build(self) -> Build:
        """One package, cut from its strip."""
        return one_package(self.fabrication.build, self.site)

    @cached_property
    def nets(self) -> Nets:
        """The nets of the package as built."""
        return nets(self.build, self.library)

    @cached_property
    def lvs(self) -> Lvs:
        """The metal as built against the design."""
        return lvs(self.package, self.build, self.library)


def handed(spec: SpecFile, *, site: tuple[int, int] | None = None, progress: Progress | None = None) -> Handed:
    """A spec that was read, fabricated, to be handed on."""
    made = fabricated(spec, progress=progress)
    return Handed(spec.path.stem, spec.package, made, spec.library, site)
