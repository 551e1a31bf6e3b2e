# SPDX-License-Identifier: Apache-2.0
"""What do the masks in a file hold, as a process of its own decodes it?

gdstk is written in C++ and may crash or hang on a broken file. So it runs in `gds_child.py`, bounded in time and
memory, and tells what it found as JSON; whatever happens to it becomes a BadInput.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from packfab.errors import BadInput, Fault
from packfab.io.masks import Copies, Layer, MaskCell, MaskPolygon, Masks, MaskText, ring_area

SECONDS = 120
"""Until the child is stopped."""
MAX_ANSWER = 512_000_000
"""Bytes that it may tell."""

_CHILD = Path(__file__).with_name("gds_child.py")


def decoded(path: Path, form: str) -> Masks:
    """The masks in the file (`gds` or `oas`); BadInput when it cannot be decoded within the bounds."""
    with tempfile.TemporaryDirectory(prefix="packfab-") as folder:
        answer = Path(folder) / "answer.json"
        call = [sys.executable, "-I", str(_CHILD), form, str(path.resolve()), str(answer), os.pathsep.join(sys.path)]
        try:
            done = subprocess.run(call, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                                  timeout=SECONDS, check=False)  # fmt: skip
        except subprocess.TimeoutExpired:
            raise _broken(path, f"not done after {SECONDS} s") from None
        if done.returncode or not answer.is_file():
            raise _broken(path, _reason(done.returncode, done.stderr))
        if answer.stat().st_size > MAX_ANSWER:
            raise _broken(path, f"more than {MAX_ANSWER} bytes of polygons")
        return _masks(json.loads(answer.read_bytes()))


def _broken(path: Path, why: str) -> BadInput:
    return BadInput([Fault(f"the masks cannot be decoded: {why}", path.name, fix="write the file anew, or a part")])


def _reason(code: int, errors: bytes) -> str:
    """The last line of what the child said, or by what it was ended."""
    if code < 0:
        return f"ended by signal {-code} within its bounds of time and memory"
    lines = errors[-4000:].decode("utf-8", "replace").strip().splitlines()
    return lines[-1][:200] if lines else f"exit code {code}"


def _masks(data: dict[str, Any]) -> Masks:
    notes = []
    if data["rounded"] > 0.01:
        notes.append(f"coordinates were rounded to whole nm, by up to {data['rounded']:.2g} nm")
    return Masks(data["name"], tuple(_cell(cell) for cell in data["cells"]), tuple(notes))


def _cell(data: dict[str, Any]) -> MaskCell:
    polygons: dict[Layer, list[MaskPolygon]] = {}
    for layer, datatype, flat in data["polygons"]:
        ring = np.array(flat, dtype=np.int64).reshape(-1, 2)
        ring = ring[(ring != np.roll(ring, 1, axis=0)).any(axis=1)]
        if len(ring) >= 3:
            ring = ring if ring_area(ring) > 0 else ring[::-1].copy()
            polygons.setdefault((layer, datatype), []).append(MaskPolygon(ring))
    copies = tuple(
        Copies(cell, np.array(flat, dtype=np.int64).reshape(-1, 2), turn, mirrored, scale)
        for cell, turn, mirrored, scale, flat in data["copies"]
    )
    texts = tuple(MaskText(text, x, y, (layer, kind)) for text, x, y, layer, kind in data["texts"])
    return MaskCell(data["name"], {key: tuple(kept) for key, kept in sorted(polygons.items())}, copies, texts)
