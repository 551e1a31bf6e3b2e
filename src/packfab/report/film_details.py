# SPDX-License-Identifier: Apache-2.0
"""Which corners of dies under a thin-film circuit deserve a drawing of their own?

The edge of a die in its cavity or opening, the burr, the stack of vias over a die pad and below a bonding point, a hole
of each kind of film, a bonding point, the circuitry in a die, and each passive device.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from packfab.geometry import Box, Build, Section, Solid, rectangle, whole_line
from packfab.process import DEVICE_ROLES, THIN_FILM
from packfab.report.close_ups import ASPECT, CloseUp, Cutter, hole_detail, holes_of, round_at, sound, widest_at
from packfab.report.cuts import Cut
from packfab.report.details import Detail
from packfab.report.dimension_lines import Dimension
from packfab.report.fan_out_dimensions import NAMES, contacts_of, made
from packfab.report.film_dimensions import bond_ranges, film_range, film_ranges, metal_ranges, thin_ranges
from packfab.report.looks import layer_of

_PLACED = 1_000
"""nm, axes this close to each other are one."""
_CIRCUIT = 4.0
"""Times the depth of the circuitry of a die that its drawing is wide on either side."""


def film_details(build: Build, cuts: Sequence[Cut]) -> tuple[CloseUp, ...]:
    """All details of dies under a thin film; what no cut meets in its axis is cut along x where it is."""
    cutter = Cutter(build, cuts)
    first, name = cutter.flat(cuts[0].line), cuts[0].name
    found = [CloseUp(first, name, d) for d in (_die_edge(build, first), _burr(first)) if d is not None]
    found += _stacks(build, cutter)
    thin = partial(thin_ranges, build)
    for solid in _kinds(build):
        flat, where, u = cutter.axis(solid)
        detail = hole_detail(build, flat, solid, u, thin=thin)
        title = f"a hole of {layer_of(solid)}, {_process(build, layer_of(solid))}"
        found.append(CloseUp(flat, where, Detail(detail.name, title, detail.window, detail.dimensions, detail.angles)))
    points = contacts_of(build)
    if points:
        flat, where, u = cutter.axis(points[0])
        found.append(CloseUp(flat, where, _point(build, flat, points, u)))
    found += [c for c in (_circuit(build, cutter),) if c is not None]
    return (*found, *_devices(build))


def _process(build: Build, layer: str) -> str:
    """How a layer was made: `electroplated on a seed, hole filled`."""
    record = next((r for r in build.records if r.step == "FormWiring" and r.parameters.get("layer") == layer), None)
    if record is None:
        return "without metal"
    words = {"sputtering": "sputtered and etched", "electroplating": "electroplated",
             "electroless plating": "electroless plated and etched"}  # fmt: skip
    made_by = words.get(str(record.parameters.get("process")), str(record.parameters.get("process")))
    seed = record.parameters.get("seed")
    on_seed = f" on a seed of {seed}" if seed and seed != "none" else ""
    filled = {"filled": ", hole filled", "beforehand": ", hole filled beforehand"}
    return f"{made_by}{on_seed}{filled.get(str(record.parameters.get('fill')), '')}"


def _kinds(build: Build) -> list[Solid]:
    """One kind of holes for each way in which a layer is made: the lowest layer of those that are made alike."""
    found: dict[tuple[object, ...], Solid] = {}
    for solid in holes_of(build):
        key = (_process(build, layer_of(solid)), solid.z1 - solid.z0, solid.shape.box)
        found.setdefault(key, solid)
    return list(found.values())


def _die_edge(build: Build, flat: Section) -> Detail | None:
    """The right edge of the last die of a section: what it lies on, what is beside it, and the film over it."""
    dies = [part.box for p in flat.pieces if p.solid.role == "die" for part in p.region.parts]
    film = film_range(build)
    if not dies or film is None:
        return None
    _, foot, edge, face = max(dies, key=lambda box: box[2])
    bond = min((low for name, low, high in bond_ranges(build) if high == foot), default=foot)
    beside = (foot + face) / 2
    strip = rectangle(edge, min(beside, -1.0) - 0.5, flat.line.length, min(beside, -1.0) + 0.5)
    walls = [part.box[0] for p in flat.pieces if p.solid.role == "substrate" and p.solid.z1 > foot
             for part in (p.region & strip).parts if part.box[0] > edge + 1]  # fmt: skip
    wall = min(walls, default=None)
    low, high = bond - 0.35 * (face - bond), film[1] + 0.12 * (film[1] - bond)
    gap = wall - edge if wall is not None else 0.0
    wide = max(ASPECT * (high - low), 2.2 * gap)
    left = edge - (0.5 * (wide - gap) if wall is not None else 0.55 * wide)
    window = (left, low, left + wide, high)
    measures = [Dimension("die", foot, face, edge)]
    measures += [Dimension(name, a, b, edge) for name, a, b in (*metal_ranges(build), *bond_ranges(build))]
    measures += [Dimension(name, a, b, left + wide) for name, a, b in film_ranges(build)]
    if wall is not None:
        measures.append(Dimension("clearance", edge, wall, min(face, 0.0), "u"))
    what = "in its opening" if made(build, "laminate") or _named(build, "openings") else "in its cavity"
    title = f"the edge of a die {what if wall is not None else 'on the metal'}"
    return Detail("die-edge", title, window, sound(measures, window))


def _named(build: Build, name: str) -> bool:
    return any(s.name == name for s in build.solids)


def _burr(flat: Section) -> Detail | None:
    """The last burr of a section with the metal that it stands on and the laminate that it stands in."""
    burrs = [part.box for p in flat.pieces if p.solid.name == "burr" for part in p.region.parts]
    if not burrs:
        return None
    u0, low, u1, high = min(burrs, key=lambda box: abs(box[0] - flat.line.length * 0.75))
    tall, wide = high - low, u1 - u0
    height = max(6.0 * tall, 3.0 * wide)
    middle, centre = (u0 + u1) / 2, (low + high) / 2
    window = (middle - 0.5 * ASPECT * height, centre - height / 2, middle + 0.5 * ASPECT * height, centre + height / 2)
    heights = {("burr", low, high), *((s.name, s.z0, s.z1) for s in (p.solid for p in flat.pieces)
                                      if s.name == "laminate")}  # fmt: skip
    measures = [Dimension(name, a, b, window[2]) for name, a, b in sorted(heights)]
    measures.append(Dimension("burr width", u0, u1, high, "u"))
    return Detail("burr", "the burr of the punched layer in the laminate", window, sound(measures, window))


def _stacks(build: Build, cutter: Cutter) -> Iterator[CloseUp]:
    """Vias over the die pad, and below the bonding point, where most of them stand on one another."""
    film = film_range(build)
    holes = [s for s in build.solids if s.mode == "cut" and s.name.endswith(" holes") and s.part == THIN_FILM]
    if film is None or not holes:
        return
    contacts = [s for s in build.solids if s.mode != "cut" and s.name.endswith(" contacts") and s.part == THIN_FILM]
    seen: list[NDArray[np.float64]] = []
    for key, title, ends in (("stack", "vias over a die pad", made(build, "pad")),
                             ("stack-point", "vias below a bonding point", contacts)):  # fmt: skip
        found = _best_place(ends, holes)
        if found is None or any(np.hypot(*(found - other)) < _PLACED for other in seen):
            continue
        seen.append(found)
        flat, where, u = cutter.at(*(float(v) for v in found))
        low, high = film
        tall = high - low
        reach = max(s.shape.box[2] for s in ends)
        half = max(1.3 * reach, 0.62 * ASPECT * tall)
        window = (u - half, low - 0.18 * tall, u + half, high + 0.12 * tall)
        measures = thin_ranges(build, window)
        radius = ends[0].shape.box[2]
        name = "die pad Ø" if key == "stack" else "bonding pad Ø"
        measures.append(Dimension(name, u - radius, u + radius, ends[0].z1, "u"))
        yield CloseUp(flat, where, Detail(key, title, window, sound(measures, window)))


def _best_place(ends: Sequence[Solid], holes: Sequence[Solid]) -> NDArray[np.float64] | None:
    """The place of an end in line with which most layers have a hole, the one next to the middle of all among those."""
    if not ends:
        return None
    places = np.concatenate([s.places for s in ends]).astype(np.float64)
    count = np.zeros(len(places))
    for layer in dict.fromkeys(layer_of(s) for s in holes):
        own = np.concatenate([s.places for s in holes if layer_of(s) == layer]).astype(np.float64)
        apart = np.hypot(*(places[:, None, :] - own[None, :, :]).transpose(2, 0, 1))
        count += apart.min(axis=1) < _PLACED
    far = np.hypot(*(places - places.mean(axis=0)).T)
    best: NDArray[np.float64] = places[np.lexsort((far, -count))[0]]
    return best if count.max() else None


def _point(build: Build, flat: Section, points: Sequence[Solid], u: float) -> Detail:
    """A ball, bump or pin on its pad through the opening of the passivation."""
    kind, radius = NAMES[points[0].role], max(s.shape.box[2] for s in points)
    low, high = min(s.z0 for s in points), max(s.z1 for s in points)
    joints = [s for s in made(build, "joint") if s.part == points[0].part]
    foot = min([low, *(s.z0 for s in joints)])
    # a pin goes on above
    tall = min(high - foot, 3.0 * radius)
    top = foot + tall + (0.06 * tall if tall >= high - foot else 0.0)
    window = (u - max(1.35 * radius, 0.5 * ASPECT * 1.3 * tall), foot - 0.24 * tall,
              u + max(1.35 * radius, 0.5 * ASPECT * 1.3 * tall), top)  # fmt: skip
    here = round_at(flat, u, points)
    measures = [Dimension("cap" if s.role == "cap" else f"{kind} height", s.z0, s.z1, u + radius) for s in here]
    # solder in an opening is as high as the cover, and is told with that
    measures += [Dimension("joint", s.z0, s.z1, u) for s in round_at(flat, u, joints) if kind == "pin"]
    measures += thin_ranges(build, window, seeds=False)
    body = next(iter(here), points[0])
    wide = widest_at(flat, body, u) if kind == "ball" else min((body.z0 + body.z1) / 2, (low + top) / 2)
    own = body.shape.box[2]
    measures.append(Dimension(f"{kind} Ø", u - own, u + own, wide, "u", True))
    openings = [s for s in build.solids if s.mode == "cut" and s.name == "passivation openings"]
    if openings:
        opening = max(openings, key=lambda s: s.z1)
        r = opening.shape.box[2]
        measures.append(Dimension("opening Ø", u - r, u + r, opening.z1, "u"))
    return Detail(kind, f"a {kind} on its bonding pad", window, sound(measures, window))


def _circuit(build: Build, cutter: Cutter) -> CloseUp | None:
    """A device in a die with its contact, the trace of the circuitry over it, and the insulator around them."""
    plugs, covers = made(build, "device contact"), made(build, "interlayer")
    if not plugs or not covers:
        return None
    plug, cover = plugs[0], covers[0]
    flat, where, u = cutter.at(*(float(v) for v in plug.places[0]))
    doped = [s for s in made(build, "device") if s.part == plug.part]
    low, high = min([cover.z0, *(s.z0 for s in doped)]), cover.z1
    tall = high - low
    half = max(_CIRCUIT * tall, 2.5 * plug.shape.box[2])
    window = (u - half, low - 0.7 * tall, u + half, high + 0.9 * tall)
    measures = [Dimension("insulator and film", cover.z0, cover.z1, u + half),
                Dimension("contact", plug.z0, plug.z1, u + half),
                Dimension("contact width", u + plug.shape.box[0], u + plug.shape.box[2], plug.z1, "u")]  # fmt: skip
    measures += [Dimension("device", s.z0, s.z1, u + half) for s in doped[:1]]
    measures += [Dimension("trace", s.z0, s.z1, u + half) for s in made(build, "internal circuit")[:1]]
    return CloseUp(flat, where, Detail("circuit", f"circuitry in die {plug.part}", window, sound(measures, window)))


def _devices(build: Build) -> Iterator[CloseUp]:
    """Each passive device, cut through its middle across its shorter side."""
    film = film_range(build)
    cutter = Cutter(build, ())
    for role in DEVICE_ROLES:
        for part in dict.fromkeys(s.part for s in made(build, role)):
            own = [s for s in made(build, role) if s.part == part]
            # what is released moves over its cavity
            cavity = [s for s in build.solids if s.mode == "cut" and s.part == part and s.name.endswith(" cavity")]
            x0, y0, x1, y1 = _box(cavity or own)
            across = x1 - x0 <= y1 - y0 or bool(cavity)
            line = whole_line(build, y=round((y0 + y1) / 2)) if across else whole_line(build, x=round((x0 + x1) / 2))
            flat = cutter.flat(line)
            if film is None or not any(s is p.solid for s in own for p in flat.pieces):
                continue
            low_u, high_u = (x0 - line.start[0], x1 - line.start[0]) if across else (y0 - line.start[1],
                                                                                     y1 - line.start[1])  # fmt: skip
            margin = 0.12 * (high_u - low_u) + 10_000
            window = (low_u - margin, film[0] - 0.15 * (film[1] - film[0]), high_u + margin,
                      film[1] + 0.1 * (film[1] - film[0]))  # fmt: skip
            measures = thin_ranges(build, window, seeds=False)
            title = f"{role} {part}"
            yield CloseUp(flat, cutter.name(line), Detail(f"{role}-{part}".lower(), title, window,
                                                          sound(measures, window), stretched=True))  # fmt: skip


def _box(solids: Sequence[Solid]) -> Box:
    boxes = np.array([s.box for s in solids])
    return (*boxes[:, :2].min(axis=0).tolist(), *boxes[:, 2:].max(axis=0).tolist())
