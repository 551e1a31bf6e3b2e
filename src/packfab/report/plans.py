# SPDX-License-Identifier: Apache-2.0
"""Which views in plan does a report show, which columns of layers, and which maps of panel or strip?"""

from __future__ import annotations

from packfab.geometry import Build
from packfab.report.cuts import Cut
from packfab.report.fan_out_dimensions import NAMES, contacts_of, is_fan_out, made
from packfab.report.film_dimensions import is_thin_film
from packfab.report.film_plan import device_names, device_plan_svg, seat_dimensions
from packfab.report.maps import ball_map_svg, balls_on, bump_map_svg, mapped_vias, via_map_svg
from packfab.report.metal_plan import contact_side_svg, contacts_below, metal_layers, metal_plan_svg
from packfab.report.page import PlanView
from packfab.report.pair_dimensions import between_carriers, is_stacked
from packfab.report.panel_edge import edge_views
from packfab.report.panel_map import panel_facts, panel_map_svg
from packfab.report.plan import outside_view_svg, slice_svg, top_view_svg
from packfab.report.stackup import StackUp, stack_up, stack_up_svg
from packfab.report.strip_map import strip_map_svg
from packfab.study import Evaluation


def columns(build: Build, stack: StackUp) -> list[PlanView]:
    """The layers where the package is densest, and along the axis of a via where it has some."""
    found = {"Stack-up": stack}
    balls = contacts_of(build) if is_fan_out(build) or is_thin_film(build) else ()
    if balls:
        x, y = (float(v) for v in balls[0].places[0])
        found[f"Stack-up through a {NAMES[balls[0].role]}"] = stack_up(build, x=x, y=y)
    if (through := _via_next_to(build, stack)) is not None:
        found["Stack-up through a via"] = stack_up(build, x=through[0], y=through[1])
    return [
        PlanView(title, stack_up_svg(column, title=title, prefix=f"{slug(title)}-"),
                 f"at x {column.x / 1000:.0f} um, y {column.y / 1000:.0f} um")
        for title, column in found.items()
    ]  # fmt: skip


def _via_next_to(build: Build, stack: StackUp) -> tuple[float, float] | None:
    places = [tuple(p) for s in build.select(role="via", part="vias") for p in s.places.tolist()]
    return min(places, key=lambda p: (p[0] - stack.x) ** 2 + (p[1] - stack.y) ** 2, default=None)


def plan_views(evaluation: Evaluation) -> tuple[PlanView, ...]:
    """What is seen of a package in plan: from outside, opened, by layer, and its maps."""
    build = evaluation.build
    if is_fan_out(build):
        return tuple(_fan_out_plans(build))
    if is_thin_film(build):
        return tuple(_film_plans(build))
    sink, pair = bool(build.select(role="heat sink")), between_carriers(build) is not None
    left_out = "compound and heat sink (dashed) are left out" if sink else "the compound is left out"
    plans = [PlanView("Carrier 1" if pair else "Top view", top_view_svg(build, prefix="top-"), left_out)]
    if pair:
        second = top_view_svg(build, of="carrier 2", prefix="top-2-")
        plans.append(PlanView("Carrier 2", second, "turned over: its chip side is up; the compound is left out"))
    if sink or pair:
        plans.insert(0, PlanView("Upper face", outside_view_svg(build, prefix="outside-"), "the package as it is"))
    if mapped_vias(build):
        plans.append(PlanView("Via map", via_map_svg(build, prefix="vias-"), "vias, traces and landing pads by net"))
    bonds = [s for s in build.select(role="adhesive", part="sink") if s.mode != "cut"]
    if bonds and build.select(role="void", part="sink"):
        scan = slice_svg(build, (bonds[0].z0 + bonds[0].z1) / 2, title="Sink adhesive", prefix="scan-")
        plans.append(PlanView("Adhesive of the sink", scan, "its bubbles, as an acoustic scan shows them"))
    bumped = dict.fromkeys(s.part for s in build.solids if s.role in ("bump", "pillar") and not is_stacked(s.part))
    for number, part in enumerate(bumped, 1):
        svg = bump_map_svg(build, part, prefix=f"bumps-{number}-")
        plans.append(PlanView(f"Bump map of {part}", svg, "looking onto the active face"))
    if balls_on(build, "below"):
        plans.append(PlanView("Ball map", ball_map_svg(build, prefix="balls-"), "seen from below"))
    if balls_on(build, "top"):
        svg = ball_map_svg(build, side="top", prefix="top-balls-")
        plans.append(PlanView("Top ball map", svg, "the exposed face, seen from above"))
    return tuple(plans)


def panel_views(evaluation: Evaluation, cut: Cut) -> tuple[PlanView, ...]:
    """How packages lie on their panel or strip, and a panel's edge before and after the release; else nothing."""
    if is_thin_film(evaluation.build):
        strip = strip_map_svg(evaluation.stages, prefix="strip-")
        return (PlanView("Strip map", strip, "sites and the packages that are sawn out of them"),)
    if panel_facts(evaluation.build) is None:
        return ()
    views = [PlanView("Panel map", panel_map_svg(evaluation.stages, prefix="panel-"), "from the side that is built on")]
    for view in edge_views(evaluation.stages, cut.line.start[1]):
        views.append(PlanView(view.title, view.svg, f"z stretched {view.factor:g}×"))
    return tuple(views)


def _film_plans(build: Build) -> list[PlanView]:
    """Dies in or on their metal, the contact side, each wiring layer, each device and the bonding points."""
    dies = made(build, "die")
    middle = sum(z for s in dies for z in (s.z0, s.z1)) / max(2 * len(dies), 1)
    floors = [s.z0 for s in build.solids if s.mode == "cut" and s.name in ("cavities", "openings")]
    level = min(middle, -1.0) if floors else middle
    seated = slice_svg(build, level, title="Dies and metal", prefix="seats-", measures=seat_dimensions(build),
                       named=dies)  # fmt: skip
    views = [PlanView("Dies and metal", seated, "level cut through the dies, from above"), *_layered(build)]
    for i, part in enumerate(device_names(build), start=1):
        views.append(PlanView(f"Device {part}", device_plan_svg(build, part, prefix=f"device-{i}-"),
                              "its metal from above by layer, vias as rings"))  # fmt: skip
    if balls_on(build, "below"):
        svg = ball_map_svg(build, seen_from="above", prefix="balls-")
        views.append(PlanView("Map of the bonding points", svg, "seen from above"))
    return views


def _layered(build: Build) -> list[PlanView]:
    """The contact side, and each metal layer."""
    side = "seen from below" if contacts_below(build) else "seen from above"
    views = [PlanView("Contact side", contact_side_svg(build, prefix="contact-"), side)]
    views += [
        PlanView(f"Metal layer {layer}", metal_plan_svg(build, layer, prefix=f"metal-{i}-"),
                 "by net, from above; holes as rings, chips dashed")
        for i, layer in enumerate(metal_layers(build), start=1)
    ]  # fmt: skip
    return views


def _fan_out_plans(build: Build) -> list[PlanView]:
    views = _layered(build)
    if balls_on(build, "below"):
        below = contacts_below(build)
        svg = ball_map_svg(build, seen_from="below" if below else "above", prefix="balls-")
        views.append(PlanView("Ball map", svg, f"seen from {'below' if below else 'above'}"))
    return views


def slug(text: str) -> str:
    """A text as part of the name of a file."""
    return "".join(c if c.isalnum() else "-" for c in text.lower())
