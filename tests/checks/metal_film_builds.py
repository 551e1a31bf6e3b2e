# SPDX-License-Identifier: Apache-2.0
"""Which small builds do the tests of dies on metal look at? Packages made by hand, each with one thing changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from packfab.geometry import Build, Frustum, Prism, Record, Solid, SphereZone, at, rectangle
from packfab.units import um

from .builds import square
from .metal_film_recipe import NETS, SIGNS, Act, FilmRecipe, body, cut, dies_by_transfer, dies_directly, filled, strip

DIELECTRIC, FILM, COVER = um(10), um(5), um(5)
METAL = "cu_plated"
HOLE, PAD, CONTACT = square(um(16)), square(um(80)), square(um(120))
"""In plan; upright and square, which makes the builds quick to ask."""
Y = um(300)


def made(recipe: FilmRecipe) -> Build:
    """The build that the recipe tells, with its records."""
    acts = [*(dies_by_transfer(recipe) if recipe.method == "transfer" else dies_directly(recipe)), *filled(recipe),
            *thin_film(recipe)]  # fmt: skip
    if recipe.cut:
        acts.append(Act("Saw", {"dies_per_package": recipe.cut}))
    solids = tuple(replace(s, step=number) for number, act in enumerate(acts, start=1) for s in act.solids)
    done = [act for act in acts if not {act.step, f"{act.step} {act.layer}"} & recipe.without]
    late, early = recipe.swapped
    if late:
        moved = [act for act in done if act.step == late]
        done = [act for act in done if act.step != late]
        last = max(i for i, act in enumerate(done) if act.step == early) + 1
        done[last:last] = moved
    return Build(solids, frozenset(), tuple(Record(n, act.step, act.step, act.told) for n, act in enumerate(done, 1)))


def ways(recipe: FilmRecipe) -> list[int]:
    """How far from the middle of its die a net lies where it enters each layer, and at its bonding pad."""
    count, start = recipe.layers, um(600) if recipe.reach > um(500) else um(300)
    return [um(300), *(start + (recipe.reach - start) * k // count for k in range(1, count)), recipe.reach]


def places(recipe: FilmRecipe, away: int) -> list[tuple[int, int]]:
    """The places of all nets of all dies at that distance."""
    return [(x + sx * away, sy * Y) for x in recipe.middles for sx, sy in SIGNS]


def levels(recipe: FilmRecipe) -> list[tuple[int, int, int]]:
    """For each layer: z where its dielectric begins, of the metal that its holes end on, and of its upper face."""
    found, face, metal = [], recipe.face, recipe.face
    for _ in range(recipe.layers):
        top = metal + DIELECTRIC
        found.append((face, metal, top))
        face, metal = top, top + FILM
    return found


def thin_film(recipe: FilmRecipe) -> Iterator[Act]:
    """Dielectrics and wiring in turns, then what covers them and stands on them."""
    if recipe.bare:
        yield Act("FormWiring", {"process": recipe.process}, tuple(wiring(recipe, 0, recipe.face)), "M1")
        return
    for number, (low, metal, face) in enumerate(levels(recipe)):
        name, material = f"M{number + 1}", recipe.dielectric(number)
        foot = low + recipe.off if number or recipe.filling else min(recipe.floor, 0)
        coat = Prism(recipe.outline, foot, face)
        sheet = body(f"{name} dielectric", coat, material, "insulator", "thin film", "under")
        yield Act("CoatDielectric", {"layer": name, "material": material}, (sheet,), name)
        holes = tuple(opened(recipe, number, metal, face))
        yield Act("OpenHoles", {"through": (sheet.name,)}, holes, name)
        called = f"{name} vias" if recipe.own_vias else f"{name} filled vias"
        where = at(places(recipe, ways(recipe)[number]))
        vias = Solid(called, Prism(HOLE, metal, face), METAL, "rdl", where, NETS * recipe.dies, "thin film")
        if not recipe.own_vias:
            yield Act("FillVias", {"layer": name}, (vias,), name)
        own = (vias,) if recipe.own_vias else ()
        yield Act("FormWiring", {"layer": name, "process": recipe.process}, (*own, *wiring(recipe, number, face)), name)
    yield from covered(recipe, levels(recipe)[-1][2])


def opened(recipe: FilmRecipe, number: int, metal: int, face: int) -> Iterator[Solid]:
    """The holes through a dielectric."""
    name, material, away = f"M{number + 1}", recipe.dielectric(number), ways(recipe)[number]
    kind = recipe.holes if recipe.at == number else "vias"
    if kind == "window":
        room = rectangle(-away - um(50), -Y - um(50), recipe.middles[-1] + away + um(50), Y + um(50))
        yield cut(f"{name} window", Prism(room, metal, face), "thin film", material)
        return
    yield Solid(f"{name} holes", Prism(HOLE, metal, face), "", "removal", at(places(recipe, away)),
                part="thin film", mode="cut", only=frozenset({material}))  # fmt: skip
    if kind == "one empty":
        low = levels(recipe)[number][0]
        yield cut(f"{name} empty", Prism(HOLE, low, face), "thin film", material)


def wiring(recipe: FilmRecipe, number: int, face: int) -> Iterator[Solid]:
    """Lines and pads of a layer, and what else is made of its metal."""
    name, last = f"M{number + 1}", number == recipe.layers - 1
    near, far = ways(recipe)[number : number + 2]
    top = face + FILM
    for x in recipe.middles:
        for net, (sx, sy) in zip(NETS, SIGNS, strict=True):
            line = strip((x + sx * near, sy * Y), (x + sx * far, sy * Y), recipe.line)
            if not (last and recipe.contacts == "one loose" and net == "D" and not x):
                yield Solid(f"{name} line {net}", Prism(line, face, top), METAL, "rdl", nets=(net,), part="thin film")
        if last and recipe.comes_back:
            back = strip((x - far, -Y), (x - far, Y), recipe.line)
            yield Solid(f"{name} line A", Prism(back, face, top), METAL, "rdl", nets=("A",), part="thin film")
        if last and recipe.bus:
            bar = strip((x + far, -Y), (x + far, Y), 4 * recipe.line)
            yield Solid(f"{name} bus C", Prism(bar, face, top), METAL, "bus", nets=("C",), part="thin film")
    yield Solid(f"{name} pads", Prism(PAD, face, top), METAL, "rdl", at(places(recipe, near)),
                NETS * recipe.dies, "thin film")  # fmt: skip
    ends = "contacts" if last else "landings"
    yield Solid(f"{name} {ends}", Prism(CONTACT, face, top), METAL, "rdl", at(places(recipe, far)),
                NETS * recipe.dies, "thin film")  # fmt: skip
    if last:
        yield from extras(recipe, name, face)


def extras(recipe: FilmRecipe, name: str, face: int) -> Iterator[Solid]:
    """A passive device on net D, and something on the line of net A that is no wiring."""
    top, far = face + FILM, recipe.reach
    if recipe.device:
        y = -Y - um(60) + (-um(100) if recipe.device_of == "no net" else um(10))
        own = recipe.device_of == "own film"
        bar = rectangle(far - um(10), y - um(200), far + um(10), y)
        film = (face, face + FILM // 5) if own else (face, top)
        yield body(f"R1 {name}", Prism(bar, *film), "ni" if own else METAL, recipe.device, "R1", "under")
    if recipe.stranger:
        near = ways(recipe)[-2]
        strap = rectangle(-near - um(80), Y - um(20), -near - um(30), Y + um(20))
        yield body("strap", Prism(strap, top, top + um(10)), "au", "wire", "thin film")


def covered(recipe: FilmRecipe, face: int) -> Iterator[Act]:
    """Passivation and bonding points on the last layer."""
    top, far, high = face + FILM, at(places(recipe, recipe.reach)), face + FILM + COVER
    if recipe.passivation:
        made = [body("passivation", Prism(recipe.outline, face, high), "hd4100", "passivation", "thin film", "under")]
        if recipe.passivation == "open":
            hole = Prism(square(um(90)), top, high)
            made.append(Solid("passivation openings", hole, "", "removal", far, part="thin film", mode="cut",
                              only=frozenset({"hd4100"})))  # fmt: skip
        yield Act("Passivate", {}, tuple(made))
    if recipe.points:
        yield Act("AttachBondingPoints", {}, tuple(points(recipe, top)))


def points(recipe: FilmRecipe, top: int) -> Iterator[Solid]:
    """What stands on the bonding pads."""
    far, nets = at(places(recipe, recipe.reach)), NETS * recipe.dies
    post = Frustum(top, top + um(60), um(30), um(30))
    if recipe.points == "balls":
        yield Solid("balls", SphereZone(top, top + um(130), top + um(50), um(80)), "sac305", "ball", far, nets, "balls")
    elif recipe.points == "bumps":
        yield Solid("bumps", post, METAL, "bump", far, nets, "bumps")
        yield Solid(
            "bumps caps", Frustum(top + um(60), top + um(80), um(30), um(20)), "sn35ag", "cap", far, nets, "bumps"
        )
    elif recipe.points == "pins":
        yield Solid("pins joints", Frustum(top, top + um(15), um(40), um(30)), "ausn20", "joint", far, nets, "pins")
        yield Solid(
            "pins", Frustum(top + um(15), top + um(900), um(30), um(30)), "kovar", "lead pin", far, nets, "pins"
        )
    else:
        yield Solid("wires", post, "au", "wire", far, nets, "wires")
