# SPDX-License-Identifier: Apache-2.0
"""Which dies and bumps do layout tools place, as DEF with LEF and as die text, and how is a package told to them?

Both look onto the active face. A die of die text whose outline holds all other dies carries them: its pins become the
balls of the package.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from packfab.design import (
    Chip,
    Die,
    FaceUp,
    FlipChip,
    Package,
    Pad,
    PadMap,
    body_size,
    corners,
    extents,
    turn,
)
from packfab.errors import BadInput, Fault
from packfab.io import (
    DefComponent,
    DefFile,
    DefNet,
    DefPin,
    DiePin,
    DieText,
    LefFile,
    LefMacro,
    LefPin,
    LefShape,
    def_bumps,
    def_text,
    die_text,
    lef_text,
    read_def,
    read_die_text,
    read_lef,
)
from packfab.study.exchange.format import Format
from packfab.study.exchange.guessed import whole
from packfab.study.exchange.handed import ExportOptions, Handed
from packfab.study.exchange.imported import Imported, ImportedChip, ImportedDie, ImportOptions, imported_pad
from packfab.study.exchange.spec_of import least_pitch, part_name
from packfab.units import format_length, um

#: Units per micron in which DEF is written: whole nanometres.
DATABASE = 1000
_LAYER = "bump"


def read_placed(paths: Sequence[Path], options: ImportOptions) -> Imported:
    """Dies of DEF files, with the cells of LEF files beside them."""
    cells: dict[str, LefMacro] = {}
    for path in paths:
        if path.suffix.lower() == ".lef":
            cells |= read_lef(path).macros
    files = [path for path in paths if path.suffix.lower() != ".lef"]
    if not files:
        raise BadInput([Fault("a LEF file alone places no bumps", paths[0].name, fix="name the DEF file too")])
    notes: list[str] = []
    dies: dict[str, ImportedDie] = {}
    for path in files:
        design = read_def(path)
        name = design.design or path.stem
        dies[name if name not in dies else f"{name}_{len(dies) + 1}"] = _placed_die(design, cells, options, path, notes)
    source = ", ".join(path.name for path in paths)
    return Imported(options.name or files[0].stem, f"{source} (DEF)", dies, notes=tuple(notes))


def _placed_die(
    design: DefFile, cells: Mapping[str, LefMacro], options: ImportOptions, path: Path, notes: list[str]
) -> ImportedDie:
    found = def_bumps(design, cells, macros=options.macros)
    if not found.bumps:
        used = sorted({one.macro for one in design.components})
        raise BadInput([Fault("no component is a bump", path.name, measured=f"cells {', '.join(used)[:200]}",
                              allowed="a cell of CLASS COVER BUMP, or a name with BUMP in it",
                              fix="name the LEF file too, or say --macro CELL")])  # fmt: skip
    notes += found.notes
    diameter = options.diameter
    unknown = [bump for bump in found.bumps if bump.centre is None]
    if unknown and diameter is None:
        pitch = least_pitch(PadMap(pads=tuple(imported_pad(path.name, bump.name, bump.at) for bump in found.bumps)))
        diameter = um(60) if math.isinf(pitch) else whole(pitch / 2)
    if unknown:
        notes.append(f"{len(unknown)} bumps without a LEF: their centres are taken half of "
                     f"{format_length(diameter or 0)} right of and above their places (guess)")  # fmt: skip
    xs, ys = [x for x, _ in design.area], [y for _, y in design.area]
    size = (max(xs) - min(xs), max(ys) - min(ys)) if design.area else None
    if size is not None and 0 in size:
        raise BadInput([Fault("the die has no area", path.name, fix="correct DIEAREA")])
    if len(design.area) > 2:
        notes.append("the outline of the die is a polygon; its bounding box was taken")
    half = (diameter or 0) // 2
    places = {bump.name: bump.centre or (bump.at[0] + half, bump.at[1] + half) for bump in found.bumps}
    if size is None:
        points = np.array(list(places.values()))
        middle = tuple(int(side) // 2 for side in points.min(axis=0) + points.max(axis=0))
    else:
        middle = ((min(xs) + max(xs)) // 2, (min(ys) + max(ys)) // 2)
    pads = tuple(
        imported_pad(path.name, bump.name, (places[bump.name][0] - middle[0], places[bump.name][1] - middle[1]),
                     bump.net, options.diameter or bump.diameter or diameter)
        for bump in found.bumps
    )  # fmt: skip
    return ImportedDie(PadMap(pads=pads), size)


def _def(given: Handed, _: ExportOptions) -> Mapping[str, bytes]:
    """For each pad map of a die a DEF of its bumps, and a LEF of the bump cells of all of them."""
    cells: dict[str, LefMacro] = {}
    files: dict[str, bytes] = {}
    for die_name, die in given.package.dies.items():
        for map_name, pads in die.pads.items():
            design = _design(f"{die_name}_{map_name}", die, pads, cells)
            files[f"{given.stem}_{part_name(die_name)}_{part_name(map_name)}.def"] = def_text(design).encode()
    lef = LefFile(cells, {_LAYER: "MASTERSLICE"}, DATABASE)
    return {f"{given.stem}_bumps.lef": lef_text(lef).encode(), **files}


def _design(name: str, die: Die, pads: PadMap, cells: dict[str, LefMacro]) -> DefFile:
    """A die from its lower left corner; names lose their blanks."""
    width, height = die.size
    components, joined = [], dict[str, list[tuple[str, str]]]()
    for pad, (across, along) in zip(pads.pads, extents(pads), strict=True):
        cell = _cell(int(across), int(along), pad.diameter is not None)
        cells[cell.name] = cell
        at = (pad.x + width // 2 - int(across) // 2, pad.y + height // 2 - int(along) // 2)
        components.append(DefComponent(_word(pad.name), cell.name, at))
        if pad.net:
            joined.setdefault(_word(pad.net), []).append((_word(pad.name), "PAD"))
    nets = tuple(DefNet(net, (("PIN", net), *held)) for net, held in joined.items())
    pins = tuple(DefPin(net, net) for net in joined)
    return DefFile(_word(name), DATABASE, ((0, 0), (width, height)), tuple(components), pins, nets)


def _cell(width: int, height: int, is_round: bool) -> LefMacro:
    """A bump cell with its origin in its lower left corner; a round one is drawn as an octagon."""
    name = f"BUMP{width}" if is_round else f"BUMP{width}X{height}"
    cut = round(width * (1 - math.sqrt(0.5))) if is_round else 0
    points = ((cut, 0), (width - cut, 0), (width, cut), (width, height - cut), (width - cut, height), (cut, height),
              (0, height - cut), (0, cut)) if cut else ((0, 0), (width, 0), (width, height), (0, height))  # fmt: skip
    pin = LefPin("PAD", "INOUT", "SIGNAL", (LefShape(_LAYER, points),))
    return LefMacro(name, "COVER BUMP", (width, height), symmetry=("X", "Y", "R90"), pins=(pin,))


def _word(text: str) -> str:
    """A name without what LEF and DEF take for the end of a word."""
    return "".join("_" if c.isspace() or c in '";#()' else c for c in text) or "_"


def read_die_texts(paths: Sequence[Path], options: ImportOptions) -> Imported:
    """Dies of die text with their places; the one that carries the others gives the balls and the body."""
    texts = [read_die_text(path) for path in paths]
    notes: list[str] = []
    base = _base(texts)
    dies: dict[str, ImportedDie] = {}
    chips: list[ImportedChip] = []
    for text in texts:
        name = text.name if text.name not in dies else f"{text.name}_{len(dies) + 1}"
        middle = _middle(text)
        if text is base:
            continue
        dies[name] = ImportedDie(_face_pads(text, middle), _size(text))
        chips.append(_chip(text, name, middle, base))
    if not any(chip.at != (0, 0) for chip in chips) and len(chips) > 1:
        chips = []
    balls = None
    if base is not None:
        notes.append(f"{base.name} carries the other dies: its pins became the balls of the package, seen from the top")
        balls = PadMap(pads=tuple(Pad(pad.name, -pad.x if _is_down(base) else pad.x, pad.y, pad.net)
                                  for pad in _face_pads(base, _middle(base)).pads))  # fmt: skip
    source = ", ".join(path.name for path in paths)
    name = options.name or (base.name if base is not None else paths[0].stem)
    return Imported(name, f"{source} (die text)", dies, tuple(chips), balls,
                    size=_size(base) if base is not None else None, notes=tuple(notes))  # fmt: skip


def _is_down(text: DieText) -> bool:
    return text.orientation.lower() != "chipup"


def _size(text: DieText) -> tuple[int, int] | None:
    if text.extents is None:
        return None
    (x0, y0), (x1, y1) = text.extents
    return (x1 - x0, y1 - y0) if x1 > x0 and y1 > y0 else None


def _middle(text: DieText) -> tuple[int, int]:
    if text.extents is None:
        return (0, 0)
    (x0, y0), (x1, y1) = text.extents
    return ((x0 + x1) // 2, (y0 + y1) // 2)


def _face_pads(text: DieText, middle: tuple[int, int]) -> PadMap:
    pads = (imported_pad(text.name, pin.number, (pin.x - middle[0], pin.y - middle[1]), pin.net) for pin in text.pins)
    return PadMap(pads=tuple(pads))


def _chip(text: DieText, name: str, middle: tuple[int, int], base: DieText | None) -> ImportedChip:
    rotation = math.radians(text.rotation)
    seen = np.array([(-middle[0] if _is_down(text) else middle[0], middle[1])])
    dx, dy = turn(seen, rotation)[0]
    x0, y0 = base.origin if base is not None else (0, 0)
    at = (text.origin[0] - x0 + int(dx), text.origin[1] - y0 + int(dy))
    return ImportedChip(text.reference or name, name, at, rotation, "flip-chip" if _is_down(text) else "face-up")


def _base(texts: Sequence[DieText]) -> DieText | None:
    """The die whose outline holds all the others; none where there is no such die."""
    if len(texts) < 2 or any(_size(text) is None for text in texts):
        return None
    boxes = {id(text): _box(text) for text in texts}
    for text in texts:
        x0, y0, x1, y1 = boxes[id(text)]
        others = [boxes[id(other)] for other in texts if other is not text]
        if all(x0 < a and y0 < b and c < x1 and d < y1 for a, b, c, d in others):
            return text
    return None


def _box(text: DieText) -> tuple[int, int, int, int]:
    """The outline of a die in the package, x0, y0, x1, y1."""
    chip = _chip(text, text.name, _middle(text), None)
    around = turn(corners(_size(text) or (0, 0)), chip.rotation) + np.asarray(chip.at)
    (x0, y0), (x1, y1) = around.min(axis=0), around.max(axis=0)
    return (int(x0), int(y0), int(x1), int(y1))


def _die_texts(given: Handed, _: ExportOptions) -> Mapping[str, bytes]:
    """A die text for each chip, and one for the balls of the package."""
    package = given.package
    files = {f"{given.stem}_{part_name(chip.name)}.txt": die_text(_text_of(package, chip)).encode()
             for chip in package.chips}  # fmt: skip
    if package.balls is not None:
        width, height = body_size(package)
        half = (width // 2, height // 2)
        pins = tuple(DiePin(pad.name, -pad.x, pad.y, "BALL", 0.0, "BI", pad.net) for pad in package.balls.pads.pads)
        base = DieText(package.name, pins, package.name, extents=((-half[0], -half[1]), half))
        files[f"{given.stem}_balls.txt"] = die_text(base).encode()
    return files


def _text_of(package: Package, chip: Chip) -> DieText:
    die = package.dies[chip.die]
    (x0, y0), (x1, y1) = corners(die.size)[0], corners(die.size)[2]
    key = chip.pads if not isinstance(chip, FaceUp) else chip.wires.pads if chip.wires is not None else ""
    pads = die.pads[key].pads if key in die.pads else tuple(pad for held in die.pads.values() for pad in held.pads)
    pins = tuple(DiePin(pad.name, pad.x, pad.y, "DIE_PAD", 0.0, "BI", pad.net) for pad in pads)
    down = isinstance(chip, FlipChip)
    return DieText(chip.die, pins, chip.name, "Flipchip" if down else "Wirebond", "ChipDown" if down else "ChipUp",
                   chip.at, math.degrees(chip.rotation), ((int(x0), int(y0)), (int(x1), int(y1))))  # fmt: skip


PLACEMENTS = (
    Format(
        "def",
        "DEF placement of bumps with LEF bump cells",
        (".def", ".lef"),
        "outline of the die, places, shapes and nets of its bumps",
        "everything of the package around the die; routing, vias and rows of the die are not read",
        export=_def,
        read=read_placed,
    ),
    Format(
        "die-text",
        "die text of layout tools",
        (".txt",),
        "outline, place, rotation and orientation of each die, places and nets of its pins, and of the balls",
        "shapes of pads, thicknesses, layers, materials and process",
        export=_die_texts,
        read=read_die_texts,
    ),
)
