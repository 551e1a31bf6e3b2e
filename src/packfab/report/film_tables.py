# SPDX-License-Identifier: Apache-2.0
"""What did a thin film on metal come to, as tables: its layers, the seats of the dies, the packages of the strip?"""

from __future__ import annotations

from collections.abc import Mapping

from packfab.geometry import Build, Record, Value
from packfab.report.film_dimensions import is_thin_film
from packfab.report.page_content import PageTable
from packfab.report.pieces import length_text
from packfab.report.wording import quantity_text, share_text

_ATTACHED = ("AttachBackside", "AttachFaceDown")


def film_tables(build: Build) -> tuple[PageTable, ...]:
    """All tables that the records of a thin film give; none for other packages."""
    if not is_thin_film(build):
        return ()
    found = (_layers(build), _seats(build), _transfer(build), _strip(build))
    return tuple(table for table in found if table is not None)


def _layers(build: Build) -> PageTable | None:
    """One row for each wiring layer, from the lowest up."""
    rows = []
    for record in (r for r in build.records if r.step == "FormWiring"):
        layer, given, got = str(record.parameters.get("layer")), record.parameters, record.measured
        coat = _of(build, "CoatDielectric", layer)
        holes = next((r for r in build.records if r.step == "OpenHoles" and f" {layer} " in f" {r.title} "), None)
        opened = holes.parameters if holes is not None else {}
        hole = f"{_count(got.get('vias')) or _vias(build, layer)}: {_length(opened.get('diameter'))}, " \
               f"{_angle(opened.get('angle_rad'))}"  # fmt: skip
        lost = got.get("unrouted")
        open_nets = len(lost) if isinstance(lost, tuple) else 0
        lines = _count(got.get("lines"))
        laid = f"{lines}: {_length(got.get('line_length'))}" if lines else "none"
        metal = f"{given.get('process')}, {given.get('material')} {_length(given.get('thickness'))}"
        rows.append((
            layer, _coat(coat), hole, metal,
            f"{_length(given.get('line'))} / {_length(given.get('space'))}, least {_length(got.get('least_line'))}",
            _film(given, got), f"{laid}, {open_nets} open" if open_nets else laid,
        ))  # fmt: skip
    head = ("Layer", "Dielectric", "Holes", "Metal", "Line / space", "In the holes", "Lines")
    return PageTable("Wiring layers", head, tuple(rows), "lines: number and length of all; least: line as built"
                     ) if rows else None  # fmt: skip


def _vias(build: Build, layer: str) -> int:
    record = _of(build, "FillVias", layer)
    return _count(record.measured.get("vias")) if record is not None else 0


def _coat(record: Record | None) -> str:
    if record is None:
        return "–"
    return f"{record.parameters.get('material')} {_length(record.parameters.get('thickness'))}"


def _film(given: Mapping[str, Value], got: Mapping[str, Value]) -> str:
    """What the metal makes of its holes: full, or a film on floor and wall with a bore."""
    if given.get("fill") == "beforehand":
        return "full beforehand"
    if not got.get("bore"):
        return "full"
    return f"{_length(got.get('film_on_floor'))} on the floor, {_length(got.get('film_on_wall'))} on the wall"


def _seats(build: Build) -> PageTable | None:
    """One row for each die."""
    rows = []
    for record in (r for r in build.records if r.step in _ATTACHED):
        given, got = record.parameters, record.measured
        at = f"{_length(given.get('x'))}, {_length(given.get('y'))}"
        least, most = got.get("bond_line_least"), got.get("bond_line_most")
        bond = _length(least) if least == most else f"{_length(least)} to {_length(most)}"
        own = [s for s in build.select(role="die", part=str(given.get("chip"))) if s.mode != "cut"]
        tall = length_text(own[0].z1 - own[0].z0) if own else "–"
        face = f"z = {length_text(own[0].z1)}" if own else "–"
        rows.append((str(given.get("chip")), f"{given.get('die')} ({given.get('function')})", at, tall,
                     bond if least is not None else "that of the metal", face))  # fmt: skip
    head = ("Die", "Design (function)", "x, y", "Thickness", "Bond line", "Active face")
    return PageTable("Dies and their seats", head, tuple(rows)) if rows else None


def _transfer(build: Build) -> PageTable | None:
    """What was ground off in the transfer line."""
    record = next((r for r in build.records if r.step == "GrindBacks"), None)
    if record is None:
        return None
    got = record.measured
    told = got.get("ground")
    ground = [e for e in told if isinstance(e, tuple) and len(e) > 1] if isinstance(told, tuple) else []
    each = [(str(e[0]), e[1]) for e in ground]
    rows = [("thickness of filling and dies", _length(record.parameters.get("thickness"))),
            ("taken off the filling", _length(got.get("removed"))),
            *((f"taken off the back of {chip}", _length(depth)) for chip, depth in each),
            ("silicon taken off", _volume(got.get("removed_dies_m3"))),
            ("filling taken off", _volume(got.get("removed_filling_m3")))]  # fmt: skip
    return PageTable("Transfer: grinding from the backs", ("Quantity", "Value"), tuple(rows), "; ".join(record.notes))


def _strip(build: Build) -> PageTable | None:
    """Packages and dies that come out of the strip."""
    record = next((r for r in build.records if r.step == "Saw"), None)
    if record is None:
        return None
    got = record.measured
    counts = got.get("dies_per_package")
    each = [_count(c) for c in counts] if isinstance(counts, tuple) else []
    kinds = [(f"packages with {n} die{'s' if n != 1 else ''}", str(each.count(n))) for n in sorted(set(each))]
    rows = [("packages", str(_count(got.get("packages")))), *kinds, ("kerf", _length(record.parameters.get("kerf"))),
            ("area that becomes packages", _share(got.get("yielded_area"))),
            ("area sawn away", quantity_text(float(str(got.get("waste_area_m2", 0))), "area"))]  # fmt: skip
    return PageTable("Strip", ("Quantity", "Value"), tuple(rows))


def _of(build: Build, step: str, layer: str) -> Record | None:
    return next((r for r in build.records if r.step == step and r.parameters.get("layer") == layer), None)


def _length(value: Value) -> str:
    return length_text(value) if isinstance(value, int) else "–"


def _angle(value: Value) -> str:
    return quantity_text(float(value), "angle") if isinstance(value, int | float) else "–"


def _volume(value: Value) -> str:
    return quantity_text(float(value), "volume") if isinstance(value, int | float) else "–"


def _share(value: Value) -> str:
    return share_text(float(value)) if isinstance(value, int | float) else "–"


def _count(value: Value) -> int:
    return value if isinstance(value, int) else 0
