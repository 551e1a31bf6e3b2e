# SPDX-License-Identifier: Apache-2.0
"""Where are the bumps of a placed die, how large, and on which nets?

A LEF tells which cells are bumps, and their shapes. Without one, a bump is where a pin of its net is drawn around it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from packfab.io.def_text import DefComponent, DefFile, DefPort, Point, oriented
from packfab.io.lef import LefMacro

#: So many pairs of bumps and ports are looked at for each net.
MAX_PAIRS = 100_000


@dataclass(frozen=True, slots=True)
class DefBump:
    """A bump: its centre in the frame of the file and its diameter in nm, where they are known, and its net."""

    name: str
    macro: str
    at: Point
    centre: Point | None
    diameter: int | None
    net: str


@dataclass(frozen=True, slots=True)
class DefBumps:
    """The bumps of a file, the cells that were taken for bumps, and what is to be said about that."""

    bumps: tuple[DefBump, ...]
    macros: tuple[str, ...]
    notes: tuple[str, ...]


def def_bumps(design: DefFile, cells: Mapping[str, LefMacro], *, macros: Sequence[str] = ()) -> DefBumps:
    """The bumps of a placed die; cells: of LEF files by name; macros: which cells are bumps, where a person says so."""
    notes: list[str] = []
    chosen = _macros(design, cells, macros, notes)
    nets = _nets(design)
    placed = [one for one in design.components if one.macro in chosen and one.at is not None]
    left = sum(one.macro in chosen for one in design.components) - len(placed)
    if left:
        notes.append(f"{left} bumps are not placed and were left out")
    drawn = _drawn(design, [one for one in placed if one.macro not in cells], nets)
    bumps = []
    for one in placed:
        net = nets.get(one.name, "")
        centre, diameter = (
            _of_cell(one, cells[one.macro])
            if one.macro in cells
            else drawn.get((one.macro, one.orientation), (None, None))
        )
        at = one.at or (0, 0)
        moved = (at[0] + centre[0], at[1] + centre[1]) if centre is not None else None
        bumps.append(DefBump(one.name, one.macro, at, moved, diameter, net))
    unread = sorted({one.macro for one in placed} - set(cells))
    if unread and any(bump.centre is not None for bump in bumps if bump.macro in unread):
        notes.append(
            f"no LEF for {', '.join(unread)}: centres and diameters are those of the pins drawn around the bumps"
        )
    bare = sum(not bump.net for bump in bumps)
    if bare:
        notes.append(f"{bare} of {len(bumps)} bumps are on no net")
    return DefBumps(tuple(bumps), tuple(chosen), tuple(notes))


def _macros(design: DefFile, cells: Mapping[str, LefMacro], macros: Sequence[str], notes: list[str]) -> tuple[str, ...]:
    used = list(dict.fromkeys(one.macro for one in design.components))
    if macros:
        return tuple(name for name in used if name in macros)
    known = tuple(name for name in used if name in cells and cells[name].is_bump)
    if known:
        return known
    guessed = tuple(name for name in used if "BUMP" in name.upper())
    if guessed:
        notes.append(f"cells taken for bumps by their names: {', '.join(guessed)} (guess)")
    return guessed


def _nets(design: DefFile) -> dict[str, str]:
    """Component -> its net; the first one that joins it."""
    found: dict[str, str] = {}
    for net in design.nets:
        for component, _ in net.connections:
            if component not in ("PIN", "*"):
                found.setdefault(component, net.name)
    return found


def _of_cell(one: DefComponent, cell: LefMacro) -> tuple[Point, int | None]:
    """The middle of the first drawn pin from the place of a component, and its width."""
    shapes = next((pin.shapes for pin in cell.pins if pin.shapes), ())
    width, height = cell.size
    if not shapes:
        return oriented((width // 2, height // 2), cell.size, one.orientation), min(cell.size) or None
    xs = [x for shape in shapes for x, _ in shape.points]
    ys = [y for shape in shapes for _, y in shape.points]
    middle = ((min(xs) + max(xs)) // 2 + cell.origin[0], (min(ys) + max(ys)) // 2 + cell.origin[1])
    across = min(max(xs) - min(xs), max(ys) - min(ys))
    return oriented(middle, cell.size, one.orientation), across or None


def _drawn(
    design: DefFile, bumps: Sequence[DefComponent], nets: Mapping[str, str]
) -> dict[tuple[str, str], tuple[Point, int | None]]:
    """(cell, orientation) -> centre from the place, and width, as most ports of the nets of these bumps have it."""
    ports: dict[str, list[tuple[Point, DefPort]]] = defaultdict(list)
    for pin in design.pins:
        for port in pin.ports:
            if port.at is not None and port.box is not None:
                ports[pin.net or pin.name].append((_middle(port), port))
    counts: dict[tuple[str, str], Counter[tuple[Point, int]]] = defaultdict(Counter)
    with_ports: Counter[tuple[str, str]] = Counter()
    looked: Counter[str] = Counter()
    for one in bumps:
        net = nets.get(one.name, "")
        near = ports.get(net, ())
        looked[net] += len(near)
        if one.at is None or not near or looked[net] > MAX_PAIRS:
            continue
        kind = (one.macro, one.orientation)
        with_ports[kind] += 1
        for (x, y), port in near:
            counts[kind][((x - one.at[0], y - one.at[1]), _width(port))] += 1
    found: dict[tuple[str, str], tuple[Point, int | None]] = {}
    for kind, offsets in counts.items():
        (offset, width), often = min(offsets.items(), key=lambda item: (-item[1], item[0]))
        if 2 * often >= with_ports[kind]:
            found[kind] = (offset, width or None)
    return found


def _middle(port: DefPort) -> Point:
    """The middle of the rectangle of a port in the frame of the file."""
    x0, y0, x1, y1 = port.box or (0, 0, 0, 0)
    x, y = (x0 + x1) // 2, (y0 + y1) // 2
    turned = {"N": (x, y), "S": (-x, -y), "W": (-y, x), "E": (y, -x),
              "FN": (-x, y), "FS": (x, -y), "FW": (y, x), "FE": (-y, -x)}[port.orientation]  # fmt: skip
    at = port.at or (0, 0)
    return (at[0] + turned[0], at[1] + turned[1])


def _width(port: DefPort) -> int:
    x0, y0, x1, y1 = port.box or (0, 0, 0, 0)
    return min(x1 - x0, y1 - y0)
