# SPDX-License-Identifier: Apache-2.0
"""What does the text of an AIF II file say?

Sections in brackets, `KEY=VALUE` lines or rows below them, `;` before a comment. Sections and keys that we do not know
are passed over and told. All faults are told at once, each with its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from packfab.errors import BadInput, Fault, raise_if
from packfab.io.aif import (
    UNITS,
    Aif,
    AifArea,
    AifBga,
    AifDie,
    AifFiducial,
    AifPad,
    AifRow,
    AifText,
    Point,
)
from packfab.io.aif_words import MAX_POINTS, AifWords, Line, split_words
from packfab.io.spec_yaml import decoded, read_text

MAX_BYTES = 50_000_000  # of a file

_NONE = "-"
_PAD_NAME = re.compile(r"[A-Za-z0-9_().\-]+")
_KNOWN = ("DATABASE", "DIE", "PADS", "NETLIST", "RINGS", "BONDABLE_RING_AREA", "BGA", "WIRE", "FIDUCIALS", "DIE_LOGO",
          "MCM_DIE")  # fmt: skip
_COLUMNS = (5, 6, 14)


@dataclass(frozen=True, slots=True)
class AifRead:
    """A file, and what was passed over or rounded."""

    aif: Aif
    notes: tuple[str, ...] = ()


def read_aif(source: Path | bytes, *, name: str = "") -> AifRead:
    """The content of an AIF II file or of its bytes; BadInput tells all faults with their lines."""
    if isinstance(source, Path):
        name = name or source.name
        text = read_text(source, limit=MAX_BYTES)
    else:
        name = name or "AIF"
        if len(source) > MAX_BYTES:
            raise BadInput([Fault("the file is too large", name, f"{len(source)} bytes", f"{MAX_BYTES} bytes")])
        text = decoded(source, name)
    reader = AifWords(name)
    aif = _whole(reader, reader.sections(text))
    raise_if(reader.faults)
    return AifRead(aif, tuple(reader.notes))


def _whole(reader: AifWords, sections: dict[str, list[Line]]) -> Aif:
    if next(iter(sections), "") != "DATABASE":
        line = next(iter(sections.values()))[0][0] if sections else 1
        reader.fault(line, "the first section is not [DATABASE]", next(iter(sections), "none"), "[DATABASE]")
        raise BadInput(reader.faults)
    database = reader.keys(sections["DATABASE"], ("TYPE", "VERSION", "UNITS", "MCM"))
    _database(reader, sections["DATABASE"][0][0], database)
    mcm = database.get("MCM", (0, ""))[1].upper() in ("TRUE", "YES", "1")
    for name in sections:
        if name not in _KNOWN and not (mcm and name.startswith("MCM_")):
            reader.note(f"{reader.name}:{sections[name][0][0]}: section [{name[:40]}] is passed over")
    for name in ("PADS", "NETLIST", "MCM_DIE" if mcm else "DIE"):
        if name not in sections:
            reader.fault(1, f"section [{name}] is missing", fix="is the file complete?")
    pads = tuple(_pads(reader, sections.get("PADS", [])[1:]))
    rows = tuple(_netlist(reader, sections.get("NETLIST", [])[1:], {pad.name for pad in pads}))
    dies = tuple(_mcm_dies(reader, sections) if mcm else _die(reader, sections.get("DIE", [])))
    if mcm:
        _check_references(reader, sections.get("NETLIST", [])[1:], rows, dies)
    wire = reader.keys(sections.get("WIRE", []), ("DIAMETER",)).get("DIAMETER")
    return Aif(
        dies, pads, rows, mcm, database.get("UNITS", (0, "UM"))[1].upper(),
        database.get("VERSION", (0, ""))[1], tuple(_areas(reader, sections.get("RINGS", [])[1:])),
        tuple(_areas(reader, sections.get("BONDABLE_RING_AREA", [])[1:])), _bga(reader, sections.get("BGA", [])),
        reader.length(*wire) if wire is not None else None,
        tuple(_fiducials(reader, sections.get("FIDUCIALS", [])[1:])),
        *_logo(reader, sections.get("DIE_LOGO", [])[1:]),
    )  # fmt: skip


def _database(reader: AifWords, line: int, found: dict[str, Line]) -> None:
    kind = found.get("TYPE", (line, ""))
    if kind[1].upper() != "AIF":
        reader.fault(kind[0], "TYPE is not AIF", kind[1] or "none", "TYPE=AIF")
    units = found.get("UNITS", (line, ""))
    if units[1].upper() not in UNITS:
        reader.fault(units[0], "UNITS is no unit of an AIF file", units[1] or "none", ", ".join(UNITS))
    reader.scale = UNITS.get(units[1].upper(), UNITS["UM"])
    version = found.get("VERSION", (line, ""))[1]
    if version and not version.startswith("2"):
        reader.note(f"{reader.name}: version {version[:20]} is read as 2.0")


def _pads(reader: AifWords, lines: Sequence[Line]) -> Iterator[AifPad]:
    seen: set[str] = set()
    for number, text in lines:
        name, mark, value = (part.strip() for part in text.partition("="))
        if not mark or not _PAD_NAME.fullmatch(name):
            reader.fault(number, "expected NAME=SHAPE with sizes", text, "letters, digits and _ - ( ) . in the name")
            continue
        if name in seen:
            reader.fault(number, f"padstack '{name[:40]}' is there twice")
            continue
        seen.add(name)
        found = reader.pad(number, name, value)
        if found is not None:
            yield found


def _netlist(reader: AifWords, lines: Sequence[Line], known: set[str]) -> Iterator[AifRow]:
    for number, text in lines:
        cells = text.split()
        if not _COLUMNS[0] <= len(cells) <= _COLUMNS[-1]:
            reader.fault(number, "a line of the netlist has 5, 6 or 14 columns", str(len(cells)), "5, 6 or 14",
                       "write '-' where there is nothing")  # fmt: skip
            continue
        if len(cells) not in _COLUMNS:
            reader.note(f"{reader.name}:{number}: {len(cells)} columns are read as the first of 14")
        columns = len(cells) if len(cells) in _COLUMNS else 14
        full = ["" if cell == _NONE else cell for cell in cells] + [""] * (14 - len(cells))
        for kind in (full[2], full[6]):
            if kind and kind not in known:
                reader.note(f"{reader.name}:{number}: there is no padstack '{kind[:40]}'")
        yield AifRow(
            full[0], full[1], full[2], _at(reader, number, full[3:5]), full[5], full[6], _at(reader, number, full[7:9]),
            full[9], full[10], _at(reader, number, full[11:13]),
            reader.angle(number, full[13]) if full[13] else None, columns,
        )  # fmt: skip


def _at(reader: AifWords, line: int, cells: Sequence[str]) -> Point | None:
    if not any(cells):
        return None
    if not all(cells):
        reader.fault(line, "a place has x and y", " ".join(cells), "both, or '-' twice")
        return None
    return (reader.length(line, cells[0]), reader.length(line, cells[1]))


def _die(reader: AifWords, lines: Sequence[Line]) -> Iterator[AifDie]:
    if not lines:
        return
    found = reader.keys(lines, ("NAME", "WIDTH", "HEIGHT", "CENTER", "THICKNESS"))
    yield _die_of(reader, lines[0][0], found, found.get("NAME", (0, ""))[1])


def _die_of(
    reader: AifWords, line: int, found: dict[str, Line], name: str, definition: str = "", reference: str = ""
) -> AifDie:
    size = [reader.length(*found[key], least=1) if key in found else 0 for key in ("WIDTH", "HEIGHT")]
    if not all(size):
        reader.fault(line, "the die has no size", allowed="WIDTH and HEIGHT")
    centre = reader.pair(*found["CENTER"]) if "CENTER" in found else None
    thick = reader.length(*found["THICKNESS"], least=1) if "THICKNESS" in found else None
    return AifDie(name, (size[0], size[1]), centre, thick, definition, reference)


def _mcm_dies(reader: AifWords, sections: dict[str, list[Line]]) -> Iterator[AifDie]:
    seen: set[str] = set()
    for number, text in sections.get("MCM_DIE", [])[1:]:
        definition, mark, value = (part.strip() for part in text.partition("="))
        references = split_words(value)
        if not mark or not definition or not references:
            reader.fault(number, "expected DEFINITION=REFERENCE ...", text)
        for reference in references:
            if reference in seen:
                reader.fault(number, f"die '{reference[:40]}' is there twice")
                continue
            seen.add(reference)
            lines = sections.get(f"MCM_{definition}_{reference}")
            if lines is None:
                reader.fault(number, f"section [MCM_{definition[:40]}_{reference[:40]}] is missing")
                continue
            found = reader.keys(lines, ("NAME", "WIDTH", "HEIGHT", "CENTER", "THICKNESS"))
            yield _die_of(reader, lines[0][0], found, found.get("NAME", (0, ""))[1], definition, reference)


def _check_references(reader: AifWords, lines: Sequence[Line], rows: Sequence[AifRow], dies: Sequence[AifDie]) -> None:
    """Pads that are on no die of the file; asked only of a netlist whose lines could all be read."""
    known = {die.reference for die in dies}
    for (number, _), row in zip(lines, rows, strict=False) if len(lines) == len(rows) else ():
        if row.pad and row.reference not in known:
            reader.fault(number, f"pad '{row.pad[:40]}' is on no die of the file", row.reference or "no reference",
                         ", ".join(sorted(known))[:120])  # fmt: skip


def _areas(reader: AifWords, lines: Sequence[Line]) -> Iterator[AifArea]:
    """Rings: a head with name, net, count, width and corners of the first polygon; the rest is numbers."""
    place = 0
    while place < len(lines):
        number, text = lines[place]
        words = text.split()
        place += 1
        if len(words) != 5:
            reader.fault(number, "expected NAME NET NPOLY WIDTH NVERT", text)
            continue
        wanted, width = reader.count(number, words[2]), reader.length(number, words[3], least=0)
        counts, polygons = words[4], []
        for k in range(max(0, min(wanted, MAX_POINTS))):
            if k:
                if place >= len(lines):
                    reader.fault(number, "polygons are missing", f"{k}", f"{wanted}")
                    break
                number, counts = lines[place]
                place += 1
            corners = reader.count(number, counts)
            last = place + abs(corners)
            points = [reader.pair(*line) for line in lines[place:last]]
            if len(points) < abs(corners):
                reader.fault(number, "corners are missing", f"{len(points)}", f"{abs(corners)}")
            place = last
            polygons.append(reader.polygon(number, points, is_cut=corners < 0))
        yield AifArea(words[0], "" if words[1] == _NONE else words[1], width, tuple(polygons))


def _bga(reader: AifWords, lines: Sequence[Line]) -> AifBga | None:
    if not lines:
        return None
    found = reader.keys(lines, ("NAME", "WIDTH", "HEIGHT", "PITCH", "CHAMFER", "POPULATION", "DEPOPULATION",
                              "REPOPULATION", "BALL", "A1", "OUTLINE"))  # fmt: skip
    size = None
    if "WIDTH" in found and "HEIGHT" in found:
        size = (reader.length(*found["WIDTH"], least=1), reader.length(*found["HEIGHT"], least=1))
    chamfer = found.get("CHAMFER", (0, ""))
    words = split_words(chamfer[1])
    if len(words) % 2:
        reader.fault(chamfer[0], "a chamfer is a corner and a length", chamfer[1], "UR 250")
    corners = tuple((a.upper(), reader.length(chamfer[0], b)) for a, b in zip(words[::2], words[1::2], strict=False))
    outline = found.get("OUTLINE")
    area = None
    if outline is not None:
        kind, _, rest = outline[1].partition(" ")
        area = reader.polygons(outline[0], "OUTLINE", rest if kind.upper() == "POLYGON" else outline[1])
    return AifBga(
        found.get("NAME", (0, ""))[1], size, reader.length(*found["PITCH"], least=1) if "PITCH" in found else None,
        corners, reader.counts(found.get("POPULATION")), reader.counts(found.get("DEPOPULATION")),
        reader.counts(found.get("REPOPULATION")),
        reader.pad(found["BALL"][0], "BALL", found["BALL"][1]) if "BALL" in found else None,
        found.get("A1", (0, ""))[1].upper(), area,
    )  # fmt: skip


def _fiducials(reader: AifWords, lines: Sequence[Line]) -> Iterator[AifFiducial]:
    for number, text in lines:
        name, mark, value = (part.strip() for part in text.partition("="))
        match = re.match(r"([^\s,]+)\s*,\s*([^\s,]+)\s+(\S+)(.*)", value, re.DOTALL)
        if not mark or match is None:
            reader.fault(number, "expected NAME=X,Y SHAPE ...", text)
            continue
        at = (reader.length(number, match[1]), reader.length(number, match[2]))
        if match[3].upper() == "POLYGON":
            yield AifFiducial(name, at, area=reader.polygons(number, name, match[4]))
        else:
            yield AifFiducial(name, at, reader.pad(number, name, match[3] + match[4]))


def _logo(reader: AifWords, lines: Sequence[Line]) -> tuple[tuple[AifArea, ...], tuple[AifText, ...]]:
    areas: list[AifArea] = []
    texts: list[AifText] = []
    for number, text in lines:
        kind, _, rest = text.partition(" ")
        if kind.upper() in ("POLY", "POLYGON"):
            area = reader.polygons(number, "LOGO", rest)
            areas += [area] if area is not None else []
            continue
        match = re.match(r"([^\s,]+)\s*,\s*([^\s,]+)\s+(\S+)\s+(\S+)\s+([LRClrc])\s+(.*)", rest, re.DOTALL)
        if kind.upper() != "TEXT" or match is None:
            reader.fault(number, "expected POLY ... or TEXT x,y height rotation L|R|C string", text)
            continue
        texts.append(AifText((reader.length(number, match[1]), reader.length(number, match[2])),
                             reader.length(number, match[3], least=1), reader.angle(number, match[4]),
                             match[5].upper(), match[6].strip()))  # fmt: skip
    return tuple(areas), tuple(texts)
