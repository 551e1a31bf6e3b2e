# SPDX-License-Identifier: Apache-2.0
"""Which terminals does a design want, and which body of a build is each?

Chips, carriers, ball arrays, passives and planes of all systems, in the frame of the finished package: chips turned,
mirrored, turned over with carrier 2, and once more for each package of a stack.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

from packfab.checks.lvs import Terminal
from packfab.design import (
    CARRIER,
    BacksideChip,
    Balls,
    Chip,
    FaceUp,
    FlipChip,
    Package,
    PadMap,
    PinChip,
    Substrate,
    centres,
    placed_pads,
    placed_pins,
    second_package,
)
from packfab.geometry import Build, Network
from packfab.process import FAN_OUT, METAL, SECOND, TOP_BALLS, bump_lands, terminal_centres, wire_ends

_PAD, _LANDING, _FINGER = frozenset({"pad"}), frozenset({"landing"}), frozenset({"finger"})
_BALL, _BALL_PAD, _END = frozenset({"ball"}), frozenset({"ball pad"}), frozenset({"terminal"})
_POINTS = frozenset({"ball", "bump", "cap", "lead pin"})
_WIRING = frozenset({METAL, "connection"})
_AT_LEAST = 1_000.0
"""nm; a body so close to the place of a terminal is always that terminal."""
_NEAREST = 8
"""So many bodies around a terminal are looked at."""


def terminals(package: Package, build: Build) -> tuple[Terminal, ...]:
    """All that the design wants joined; places in the frame of one package at the origin."""
    single = [*_molded(package)] if package.fan_out is None and package.thin_film is None else [*_filmed(package)]
    if package.second is not None:
        upper = second_package(package)
        single += [_turned_over(one) for one in _molded(upper)]
    found = [_stacked(one, k) for k in range(package.stack) for one in single]
    if package.second is not None:
        found += _pair_balls(package)
    return tuple(found)


def _molded(package: Package) -> Iterator[Terminal]:
    """Chips, passives, planes and balls of one carrier."""
    for chip in package.chips:
        yield from _chip(package, chip)
    for passive in package.passives:
        for name, (x, y), net in zip("12", terminal_centres(passive).tolist(), passive.nets, strict=True):
            mate = f"{passive.name}.{name}"
            yield Terminal("terminal", passive.name, name, net, (x, y), _END, mate)
            yield Terminal("landing", CARRIER, mate, net, (x, y), _LANDING, mate)
    if isinstance(package.carrier, Substrate):
        for layer in package.carrier.layers:
            if layer.kind == "metal" and layer.net:
                yield Terminal("plane", CARRIER, layer.name, layer.net, (0, 0), frozenset({f"metal:{layer.name}"}))
    if package.balls is not None and package.second is None:
        yield from _balls(package.balls, "balls", CARRIER)


def _chip(package: Package, chip: Chip) -> Iterator[Terminal]:
    """Pads of a chip, and what they land on."""
    own = _used_map(chip)
    for key, pads in package.dies[chip.die].pads.items():
        places = placed_pins(package, chip) if isinstance(chip, PinChip) and key == own else placed_pads(chip, pads)
        yield from _mapped("pad", chip.name, pads, places, _PAD, chip.name if key == own else "", used=key == own)
    if isinstance(chip, FlipChip):
        lands = bump_lands(package, chip)
        on = CARRIER if chip.on == CARRIER else chip.on
        mates = _facing(placed_pads(chip, package.dies[chip.die].pads[chip.pads]), lands.places)
        names = [pad.name for pad in package.dies[chip.die].pads[chip.pads].pads]
        for k, ((x, y), net) in enumerate(zip(lands.places.tolist(), lands.nets_by_place, strict=True)):
            mate = f"{chip.name}.{names[mates[k]]}" if k in mates else ""
            name = lands.names[k] if lands.names else str(k + 1)
            yield Terminal("landing", on, f"{chip.name}.{name}", net, (x, y), _LANDING, mate)
    if isinstance(chip, FaceUp) and chip.wires is not None:
        pads = package.dies[chip.die].pads[chip.wires.pads]
        nets = _finger_nets(chip, pads)
        for pad, (x, y) in zip(pads.pads, wire_ends(package, chip).ends.tolist(), strict=True):
            mate = f"{chip.name}.{pad.name}"
            yield Terminal("finger", CARRIER, mate, nets[pad.name], (x, y), _FINGER, mate)


def _used_map(chip: Chip) -> str:
    if isinstance(chip, FaceUp):
        return chip.wires.pads if chip.wires is not None else ""
    return chip.pads


def _finger_nets(chip: FaceUp, pads: PadMap) -> dict[str, str]:
    """Nets of fingers: their own, else those of the pads that they take."""
    nets = {pad.name: pad.net for pad in pads.pads}
    given = chip.wires.landing.fingers if chip.wires is not None else None
    return nets | {pad.name: pad.net for pad in given.pads if pad.net} if given is not None else nets


def _mapped(kind: str, part: str, pads: PadMap, places: NDArray[np.int64], roles: frozenset[str], mate: str, *,
            used: bool = True) -> Iterator[Terminal]:  # fmt: skip
    for pad, (x, y) in zip(pads.pads, places.tolist(), strict=True):
        yield Terminal(kind, part, pad.name, pad.net, (x, y), roles, f"{mate}.{pad.name}" if mate else "", used)


def _facing(pads: NDArray[np.int64], lands: NDArray[np.int64]) -> dict[int, int]:
    """Which pad lies over each landing, by their numbers; a landing that nothing faces has none."""
    if not len(pads) or not len(lands):
        return {}
    away, nearest = (np.asarray(found) for found in KDTree(pads).query(lands))
    return {int(k): int(nearest[k]) for k in np.flatnonzero(away <= _AT_LEAST)}


def _balls(balls: Balls, part: str, carrier: str, *, kind: str = "ball", mirrored: int = 1) -> Iterator[Terminal]:
    """Balls and the pads that they sit on."""
    places = centres(balls.pads) * (1, mirrored)
    yield from _mapped(kind, part, balls.pads, places, _BALL, part)
    yield from _mapped("ball pad", carrier, balls.pads, places, _BALL_PAD, part)


def _pair_balls(package: Package) -> Iterator[Terminal]:
    """Balls below, between and above stacked pairs, with the ball pads and vias of each; seen from the top."""
    for k in range(package.stack):
        if package.vias is not None:
            for pad in package.vias.pads.pads:
                if pad.net:
                    yield _stacked(Terminal("via", "vias", pad.name, pad.net, (pad.x, pad.y), frozenset({"via"})), k)
        if package.top_balls is not None:
            for one in _balls(package.top_balls, TOP_BALLS, SECOND, kind="top ball"):
                yield _stacked(one, k)
    if package.balls is not None:
        lower = list(_balls(package.balls, "balls", CARRIER))
        yield from lower
        for k in range(1, package.stack):
            yield from (_stacked(replace(one, mate=""), k) for one in lower if one.kind == "ball pad")


def _turned_over(one: Terminal) -> Terminal:
    """A terminal of carrier 2, from the pose in which it is assembled to that in the package."""
    part = SECOND if one.part == CARRIER else one.part
    return replace(one, part=part, at=(one.at[0], -one.at[1]))


def _stacked(one: Terminal, k: int) -> Terminal:
    """A terminal of package k (from 0) of a stack."""
    if not k:
        return one
    return replace(one, part=f"P{k + 1} {one.part}", mate=f"P{k + 1} {one.mate}" if one.mate else "")


def _filmed(package: Package) -> Iterator[Terminal]:
    """Pads of chips, and the contacts of a fan-out or the bonding points of a thin-film circuit."""
    for chip in package.chips:
        if isinstance(chip, PinChip | BacksideChip):
            yield from _chip(package, chip)
    given = package.fan_out.contacts if package.fan_out is not None else None
    if package.thin_film is not None:
        given = package.thin_film.contacts
    contacts = given or (package.balls.pads if package.balls is not None else None)
    if contacts is None:
        return
    points = package.thin_film.points if package.thin_film is not None else None
    if package.balls is not None and contacts is package.balls.pads:
        yield from _mapped("ball", "balls", contacts, centres(contacts), _BALL, "")
    elif points is not None:
        part = {"pin": "pins"}.get(points.kind, "bumps")
        yield from _mapped("bonding point", part, contacts, centres(contacts), _POINTS, "")
    else:
        yield from _bare(package, contacts)
        if package.balls is not None:
            yield from _mapped("ball", "balls", package.balls.pads, centres(package.balls.pads), _BALL, "")


def _bare(package: Package, contacts: PadMap) -> Iterator[Terminal]:
    """Contacts that are told by the outermost metal at their places."""
    on_panel = package.fan_out is not None
    up = package.fan_out is None or package.fan_out.method == "chip-first"
    for one in _mapped("contact" if on_panel else "bonding pad", FAN_OUT if on_panel else "thin film", contacts,
                       centres(contacts), _WIRING, ""):  # fmt: skip
        yield replace(one, side="top" if up else "bottom")


def matched(build: Build, net: Network, wanted: Sequence[Terminal]) -> NDArray[np.int64]:
    """The body of each terminal, by part, role and place; -1 where there is no such metal at its place."""
    found = np.full(len(wanted), -1, dtype=np.int64)
    middle, extent, height = _middles(build, net)
    by_key: dict[tuple[str, str], list[int]] = {}
    for index, body in enumerate(net.bodies):
        solid = build.solids[body.solid]
        by_key.setdefault((solid.part, solid.role), []).append(index)
        if solid.role == "metal":
            by_key.setdefault((solid.part, f"metal:{solid.name}"), []).append(index)
    groups: dict[tuple[str, frozenset[str]], list[int]] = {}
    for k, one in enumerate(wanted):
        groups.setdefault((one.part, one.roles), []).append(k)
    for (part, roles), members in groups.items():
        bodies = np.array([b for role in sorted(roles) for b in by_key.get((part, role), ())], dtype=np.int64)
        if not len(bodies):
            continue
        if any(role.startswith("metal:") for role in roles):
            found[members] = bodies[np.argmax(extent[bodies])]
            continue
        places = np.array([wanted[k].at for k in members], dtype=np.float64)
        reach = _reach(places)
        tree = KDTree(middle[bodies])
        away, near = (
            np.asarray(got).reshape(len(places), -1) for got in tree.query(places, k=min(_NEAREST, len(bodies)))
        )
        some = bodies[near]
        close = away <= np.maximum(np.minimum(reach[:, None], extent[some]), _AT_LEAST)
        first = np.where(close, away, np.inf).min(axis=1)
        close &= away <= first[:, None] + _AT_LEAST
        for side in {wanted[k].side for k in members}:
            rows = np.flatnonzero([wanted[k].side == side for k in members] & np.isfinite(first))
            weight = {"top": height, "bottom": -height}.get(side, extent)
            best = np.where(close[rows], weight[some[rows]], -np.inf).argmax(axis=1)
            found[np.array(members)[rows]] = some[rows, best]
    return found


def _middles(build: Build, net: Network) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Of each body the middle of its box in plan (n, 2), half the diagonal of that box, and its middle height."""
    box = np.array([body.box for body in net.bodies]).reshape(-1, 4)
    height = np.array([body.z0 + body.z1 for body in net.bodies]) / 2
    middle = (box[:, :2] + box[:, 2:]) / 2
    return middle, np.hypot(box[:, 2] - box[:, 0], box[:, 3] - box[:, 1]) / 2, height


def _reach(places: NDArray[np.float64]) -> NDArray[np.float64]:
    """Half the distance to the next terminal, nm."""
    if len(places) < 2:
        return np.full(len(places), np.inf)
    away = np.asarray(KDTree(places).query(places, k=2)[0])[:, 1]
    return np.asarray(np.where(away > 0, away / 2, _AT_LEAST), dtype=np.float64)
