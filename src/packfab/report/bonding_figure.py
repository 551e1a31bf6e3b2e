# SPDX-License-Identifier: Apache-2.0
"""What does an assembler set up a wire bonder by? The bonding diagram, to scale and from above.

Labels stand outside the package in the order of their wires, so that no leader crosses another: number of the wire,
pad and net. The same numbers stand on the die beside the pads. Colours tell supply, ground and signal by net name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from packfab.report.bonding_title import TITLE_HEIGHT, draw_title_block
from packfab.report.palette import NET_COLOURS, OUTLINE, UNNAMED, darker, ink_on, net_kind
from packfab.report.pieces import Frame, Legend, legend
from packfab.report.sheet import Ring, Sheet, spread, text_width
from packfab.study import BondDie, BondingDiagram, BondWire, Contour

Side = Literal["left", "right", "top", "bottom"]

_FRAME = 520.0  # points of the longer side of the package
_LARGEST = 1100.0  # points, to which it grows where many labels need room
_TEXT, _SMALLEST = 6.6, 5.2  # points
_ROW = 1.36  # rows of labels over the size of their letters
_GAP, _ELBOW = 8.0, 20.0  # points from the package to where leaders begin and end to bend
_EDGE = 14.0  # points around everything
_FILLS = {"package": "#F4F2EA", "paddle": "#D9A877", "lead": "#E3BE97", "tie bar": "#E3BE97", "passive": "#D8D2C4",
          "heat sink": "none"}  # fmt: skip
_DIE, _WIRED_DIE, _PAD, _OPEN_PAD, _FINGER = "#B9C7DE", "#DCE4F0", "#E8B93A", "#F3E6C2", "#C8803A"
_LEADER = "#9BA2AB"
SMALLEST_NUMBER = 3.0
"""Points; numbers beside the pads that would be smaller are left out."""
_WRONG = "#C4161C"


@dataclass(frozen=True, slots=True)
class _Label:
    """A wire's label: which side of the package, where along it wanted, and what it says beside the number."""

    wire: BondWire
    side: Side
    wanted: float
    text: str


def bonding_svg(diagram: BondingDiagram, *, title: str = "", note: str = "", prefix: str = "") -> str:
    """The bonding diagram as an `<svg>` element; note: a line in its title block, such as the design hash."""
    return bonding_sheet(diagram, title=title, note=note).svg(prefix)


def bonding_sheet(diagram: BondingDiagram, *, title: str = "", note: str = "") -> Sheet:
    """The bonding diagram as a sheet, to be written as SVG or PNG."""
    frame, labels, size = _laid_out(diagram)
    wide = {side: _extent([x for x in labels if x.side == side], size) for side in ("left", "right", "top", "bottom")}
    key = _legend(diagram, frame.right - frame.left + wide["left"] + wide["right"])
    low = _EDGE + TITLE_HEIGHT + 8 + key.height + 8 + wide["bottom"]
    over = _overhang(labels, frame, size)
    left = _EDGE + max(wide["left"], over[0])
    placed = Frame(frame.window, left, low + over[1], frame.across, frame.upward)
    width = placed.right + max(wide["right"], over[0]) + _EDGE
    sheet = Sheet(width, placed.top + max(wide["top"], over[1]) + 24 + _EDGE)
    sheet.text(_EDGE, sheet.height - 14, title or f"Bonding diagram of {diagram.package}", size=11, bold=True)
    sheet.text(width - _EDGE, sheet.height - 14, "seen from above, to scale", size=7.5, side="right")
    _draw_grounds(sheet, placed, diagram)
    _draw_leaders(sheet, placed, labels, size)
    _draw_wires(sheet, placed, diagram)
    _draw_numbers(sheet, placed, diagram)
    key.draw(sheet, _EDGE, _EDGE + TITLE_HEIGHT + 8 + key.height)
    draw_title_block(sheet, diagram, placed, low=_EDGE, left=_EDGE, right=width - _EDGE, note=note)
    return sheet


def wire_colour(net: str) -> str:
    """Colour of a wire by the kind of its net, grey without one."""
    return NET_COLOURS[net_kind(net)] if net else UNNAMED


def label_text(wire: BondWire) -> str:
    """Pad and net; its finger where that bears another number, and the net of that where it is another one."""
    wrong = f" / {wire.end_net}!" if is_wrong(wire) else ""
    finger = wire.finger if wire.finger.rpartition(" ")[2] != str(wire.number) else ""
    return "  ".join(t for t in (finger, wire.pad, wire.net) if t) + wrong


def is_wrong(wire: BondWire) -> bool:
    """Whether the finger is of another net than the pad."""
    return bool(wire.net and wire.end_net and wire.net != wire.end_net)


def _laid_out(diagram: BondingDiagram) -> tuple[Frame, list[_Label], float]:
    """The frame of the package at the scale that its labels need, the labels, and the size of their letters."""
    x0, y0, x1, y1 = diagram.box
    scale = _FRAME / max(x1 - x0, y1 - y0)
    labels = _labels(diagram)
    counts = {side: sum(x.side == side for x in labels) for side in ("left", "right", "top", "bottom")}
    tall = max(counts["left"], counts["right"]) / ((y1 - y0) * scale)
    wide = max(counts["top"], counts["bottom"]) / ((x1 - x0) * scale)
    size = float(np.clip(1 / (max(tall, wide) * _ROW), _SMALLEST, _TEXT))
    grown = min(max(1.0, max(tall, wide) * _ROW * size), _LARGEST / _FRAME)
    frame = Frame((x0, y0, x1, y1), 0.0, 0.0, scale * grown, scale * grown)
    return frame, labels, size


def _labels(diagram: BondingDiagram) -> list[_Label]:
    ends = np.array([wire.end[:2] for wire in diagram.wires], dtype=np.float64)
    low, high = ends.min(axis=0), ends.max(axis=0)
    middle, half = (low + high) / 2, np.maximum((high - low) / 2, 1.0)
    found = []
    for wire, (u, v) in zip(diagram.wires, (ends - middle) / half, strict=True):
        sideways = abs(u) >= abs(v)
        side: Side = ("left" if u < 0 else "right") if sideways else ("bottom" if v < 0 else "top")
        found.append(_Label(wire, side, float(wire.end[1] if sideways else wire.end[0]), label_text(wire)))
    return found


def _extent(labels: Sequence[_Label], size: float) -> float:
    """Points beside the package that the labels of a side take."""
    if not labels:
        return _GAP
    return _ELBOW + _box(labels, size) + 4 + max(text_width(x.text, size) for x in labels)


def _box(labels: Sequence[_Label], size: float) -> float:
    """Width of the box around a number, points."""
    return text_width(str(max(x.wire.number for x in labels)), size) + 4


def _overhang(labels: Sequence[_Label], frame: Frame, size: float) -> tuple[float, float]:
    """Points by which the rows of labels reach beyond the package sideways and upward."""
    found = []
    for sides, low, high in (
        (("top", "bottom"), frame.left, frame.right),
        (("left", "right"), frame.bottom, frame.top),
    ):
        most = max(sum(x.side == side for x in labels) for side in sides) * size * _ROW
        found.append(max(0.0, (most - (high - low)) / 2 + size))
    return found[0], found[1]


def _draw_grounds(sheet: Sheet, frame: Frame, diagram: BondingDiagram) -> None:
    """Package, leads, paddle and passives, dies from below with their pads, fingers and marks of orientation."""
    for contour in diagram.contours:
        rings = [_ring(frame, ring) for ring in contour.rings]
        hollow = contour.role == "heat sink"
        sheet.polygons(rings, fill=_FILLS[contour.role], edge=OUTLINE if contour.role == "package" else "#8A7A66",
                       thickness=1.0 if contour.role == "package" else 0.4, dashed=hollow,
                       name=contour.role.replace(" ", "-"))  # fmt: skip
        _name_contour(sheet, frame, contour)
    _corner(sheet, (frame.left, frame.top), (1, -1), 11.0)
    sheet.polygons([_ring(frame, f.outline) for f in diagram.fingers], fill=_FINGER, edge=darker(_FINGER),
                   thickness=0.3, name="fingers")  # fmt: skip
    dies = sorted(diagram.dies, key=lambda die: die.face)
    for die in dies:
        sheet.polygons([_ring(frame, die.outline)], fill=_WIRED_DIE if die.wired else _DIE, edge="#33486B",
                       thickness=0.9, name=f"die-{die.name}".replace(" ", "-"))  # fmt: skip
        for wired, fill in ((False, _OPEN_PAD), (True, _PAD)):
            rings = [_ring(frame, p.outline) for p in diagram.pads if p.die == die.name and p.wired == wired]
            sheet.polygons(rings, fill=fill, edge="#7A5A00", thickness=0.25, name="pads" if wired else "open-pads")
        if die.mark is not None:
            _mark(sheet, frame, die)
    for i, die in enumerate(dies):
        _name_die(sheet, frame, die, dies[i + 1 :])


def _name_contour(sheet: Sheet, frame: Frame, contour: Contour) -> None:
    """The name of a passive, where it fits along its longer side, and of a heat sink in its corner."""
    ring = frame.ring(np.concatenate([np.array(r, dtype=np.float64) for r in contour.rings]))
    wide, tall = np.ptp(ring, axis=0).tolist()
    x, y = ((ring.min(axis=0) + ring.max(axis=0)) / 2).tolist()
    if contour.role == "heat sink":
        sheet.text(x - wide / 2 + 3, y + tall / 2 - 5, contour.name, size=5.5)
    if contour.role == "passive" and text_width(contour.name, _TEXT) < max(wide, tall) and min(wide, tall) > _TEXT:
        sheet.text(x, y, contour.name, size=_TEXT, side="center", height="center", turned=90.0 if tall > wide else 0.0)


def _mark(sheet: Sheet, frame: Frame, die: BondDie) -> None:
    """A filled corner at the upper left of the die's own drawing, small beside its pads."""
    assert die.mark is not None
    ring = np.array(die.outline, dtype=np.float64)
    centre = ring.mean(axis=0)
    x, y = die.mark
    sense = (1 if centre[0] > x else -1, 1 if centre[1] > y else -1)
    narrow = float(np.ptp(ring, axis=0).min()) * frame.across
    _corner(sheet, (frame.x(x), frame.y(y)), sense, min(7.0, 0.12 * narrow))


def _corner(sheet: Sheet, at: tuple[float, float], sense: tuple[int, int], size: float) -> None:
    (x, y), (sx, sy) = at, sense
    sheet.polygons([np.array([[x, y], [x + sx * size, y], [x, y + sy * size]])], fill=OUTLINE, name="corner-mark")


def _name_die(sheet: Sheet, frame: Frame, die: BondDie, above: Sequence[BondDie]) -> None:
    """Its name in bold, where no die on top of it is; none where it is hidden."""
    ring = np.array(die.outline, dtype=np.float64)
    (x0, y0), (x1, y1) = ring.min(axis=0), ring.max(axis=0)
    boxes = [np.array(other.outline) for other in above]
    size = 11.0 if die.wired else 8.0
    if text_width(die.name, size) > (x1 - x0) * frame.across:
        return
    for share in (0.5, 0.3, 0.7, 0.2, 0.8):
        x, y = (x0 + x1) / 2, y0 + share * (y1 - y0)
        margin = size / frame.across
        if all(not ((b.min(axis=0) - margin < (x, y)).all() and ((x, y) < b.max(axis=0) + margin).all())
               for b in boxes):  # fmt: skip
            sheet.text(frame.x(x), frame.y(y), die.name, size=size, side="center", bold=True, edge="#1F3354")
            return


def _draw_wires(sheet: Sheet, frame: Frame, diagram: BondingDiagram) -> None:
    """Wires as thick as they are, but never too thin to be seen; balls and stitches at their ends."""
    strokes: dict[str, list[tuple[tuple[float, float], tuple[float, float]]]] = {}
    for wire in diagram.wires:
        fill = _WRONG if is_wrong(wire) else wire_colour(wire.net)
        strokes.setdefault(fill, []).append(((frame.x(wire.start[0]), frame.y(wire.start[1])),
                                             (frame.x(wire.end[0]), frame.y(wire.end[1]))))  # fmt: skip
    thick = max(0.7, diagram.wires[0].diameter * frame.across)
    for fill in sorted(strokes):
        sheet.lines(strokes[fill], edge=fill, thickness=thick)
    colours = {wire.number: wire_colour(wire.net) for wire in diagram.wires}
    for fill in sorted(set(colours.values())):
        rings = [_disc(frame, b.at, b.diameter) for b in diagram.balls if colours.get(b.wire) == fill]
        sheet.polygons(rings, fill=fill, edge=darker(fill), thickness=0.2, name=f"balls-{fill[1:]}")
    sheet.polygons([_ring(frame, r) for r in diagram.stitches], fill="#5C3A12", thickness=0.0, name="stitches")


def _draw_leaders(sheet: Sheet, frame: Frame, labels: Sequence[_Label], size: float) -> None:
    """Leaders from the ends of the wires to the labels, with an elbow outside the package."""
    strokes = []
    for side in ("left", "right", "top", "bottom"):
        own = sorted((x for x in labels if x.side == side), key=lambda x: x.wanted)
        upright = side in ("left", "right")
        wanted = [frame.y(x.wanted) if upright else frame.x(x.wanted) for x in own]
        box = _box(own, size) if own else 0.0
        for label, at, place in zip(own, spread(wanted, size * _ROW), wanted, strict=True):
            sense = -1.0 if side in ("left", "bottom") else 1.0
            edge = {"left": frame.left, "right": frame.right, "top": frame.top, "bottom": frame.bottom}[side]
            near, far = edge + sense * _GAP * 0.5, edge + sense * (_ELBOW - 2)
            start = frame.x(label.wire.end[0]) if upright else frame.y(label.wire.end[1])
            path = [(start, place), (near, place), (far, at)]
            points = path if upright else [(b, a) for a, b in path]
            strokes += [(points[0], points[1]), (points[1], points[2])]
            _draw_label(sheet, label, edge + sense * _ELBOW, at, box, size)
    sheet.lines(strokes, edge=_LEADER, thickness=0.35)


def _draw_label(sheet: Sheet, label: _Label, inner: float, at: float, box: float, size: float) -> None:
    """The number in a box of the net's colour, and pad and net beyond it; turned above and below the package."""
    fill = _WRONG if is_wrong(label.wire) else wire_colour(label.wire.net)
    upright, sense = label.side in ("left", "right"), -1.0 if label.side in ("left", "bottom") else 1.0
    half = size * _ROW * 0.46
    outer, text = inner + sense * box, inner + sense * (box + 3)
    if upright:
        sheet.rectangle(min(inner, outer), at - half, max(inner, outer), at + half, fill=fill)
    else:
        sheet.rectangle(at - half, min(inner, outer), at + half, max(inner, outer), fill=fill)
    x, y = ((inner + outer) / 2, at) if upright else (at, (inner + outer) / 2)
    turned = 0.0 if upright else 90.0
    sheet.text(x, y, str(label.wire.number), size=size, side="center", height="center", turned=turned,
               edge=ink_on(fill), bold=True)  # fmt: skip
    if upright:
        sheet.text(text, at, label.text, size=size, side="right" if sense < 0 else "left", height="center")
    else:
        sheet.text(at, text, label.text, size=size, side="center", height="top" if sense < 0 else "bottom", turned=90.0)


def _draw_numbers(sheet: Sheet, frame: Frame, diagram: BondingDiagram) -> None:
    """Numbers of the wires on the die just inside their pads, where the pads are far enough apart to read them."""
    size = numbers_size(diagram, frame.across)
    if size < SMALLEST_NUMBER:
        return
    reach = max((b.diameter for b in diagram.balls), default=60_000) / 2 * frame.across + 0.9 * size
    for wire in diagram.wires:
        back = np.array(wire.start[:2], dtype=np.float64) - wire.end[:2]
        back /= max(1.0, float(np.hypot(*back)))
        far = reach + (0.35 * size * (len(str(wire.number)) - 1) if abs(back[0]) > abs(back[1]) else 0.0)
        sheet.text(frame.x(wire.start[0]) + far * float(back[0]), frame.y(wire.start[1]) + far * float(back[1]),
                   str(wire.number), size=size, side="center", height="center")  # fmt: skip


def numbers_size(diagram: BondingDiagram, across: float | None = None) -> float:
    """Size of the numbers beside the pads, points, at `across` points per nm (None: as the diagram is drawn)."""
    starts = np.array([wire.start[:2] for wire in diagram.wires], dtype=np.float64)
    return min(6.0, 0.62 * pitch_of(starts) * (_laid_out(diagram)[0].across if across is None else across))


def pitch_of(starts: NDArray[np.float64]) -> float:
    """Median distance to the next start, nm."""
    if len(starts) < 2:
        return 1e5
    apart = np.hypot(*(starts[:, None] - starts[None]).transpose(2, 0, 1))
    np.fill_diagonal(apart, np.inf)
    return float(np.median(apart.min(axis=1)))


def _legend(diagram: BondingDiagram, width: float) -> Legend:
    counts = {kind: sum(bool(w.net) and net_kind(w.net) == kind for w in diagram.wires) for kind in NET_COLOURS}
    entries = [(NET_COLOURS[kind], "", f"{kind} ({count})") for kind, count in counts.items() if count]
    unnamed = sum(not w.net for w in diagram.wires)
    entries += [(UNNAMED, "", f"no net ({unnamed})")] if unnamed else []
    wrong = sum(is_wrong(w) for w in diagram.wires)
    entries += [(_WRONG, "", f"pad and finger of different nets ({wrong})")] if wrong else []
    entries += [(_PAD, "", "bonded pad")]
    entries += [(_OPEN_PAD, "", "pad without wire")] if any(not p.wired for p in diagram.pads) else []
    entries += [(_FINGER, "", "bond area of lead" if any(f.kind == "lead" for f in diagram.fingers) else "finger")]
    return legend(entries, width)


def _ring(frame: Frame, ring: Sequence[tuple[int, int]]) -> Ring:
    return frame.ring(np.array(ring, dtype=np.float64))


def _disc(frame: Frame, at: tuple[int, int], diameter: int) -> Ring:
    angle = np.arange(20) * (2 * np.pi / 20)
    return frame.ring(np.array(at) + diameter / 2 * np.stack([np.cos(angle), np.sin(angle)], axis=-1))
