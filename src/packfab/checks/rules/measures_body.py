# SPDX-License-Identifier: Apache-2.0
"""How thick are layers as built, how slender is the package, and what does only the design know?"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from packfab.checks.rules.measured import Measure, Measured
from packfab.checks.rules.rule import Rule
from packfab.checks.rules.scene import Scene
from packfab.design import site_pitch
from packfab.geometry import EMPTY, Pick, Solid, faces, outline_at

JUST = 1e-2
"""nm, how far below the top of a body it is still looked at."""
_SLIVER = 1e6
"""nm2, an area of faces over each other that is smaller is rounding."""


def thickness(scene: Scene, rule: Rule) -> Iterator[Measured]:
    """The least distance of a flat face of each layer from the flat one below it, as built."""
    for solid in scene.solids(rule.pick()):
        yield from _thinnest(scene, solid)


def cover(scene: Scene, rule: Rule) -> Iterator[Measured]:
    """How high each layer stands over the flat tops of what it covers, at the least, as built."""
    tops = scene.solids(rule.pick("to"))
    for solid in scene.solids(rule.pick("of")):
        below = [s for s in tops if s.z0 < solid.z1 and solid.z0 < s.z1 < solid.z1]
        heads = faces(scene.build, _is(solid), "above") if below else ()
        for other in below:
            top = outline_at(other, other.z1 - JUST)
            for head in heads:
                shared = head.region & top
                if head.z > other.z1 and shared.area > _SLIVER:
                    x, y = shared.inner_point
                    what = f"{solid.part}: {solid.name} over {other.name}"
                    yield Measured(head.z - other.z1, (x, y, float(other.z1)), (x, y, head.z), what)


def slenderness(scene: Scene, rule: Rule) -> Iterator[Measured]:
    """The diagonal of each part over its thickness; of the whole package where the rule picks no one part."""
    solids = scene.solids(rule.pick())
    groups: dict[str, list[Solid]] = {}
    for solid in solids:
        groups.setdefault(solid.part if rule.word("part") == "same" else "", []).append(solid)
    for part, own in groups.items():
        boxes = [s.box for s in own]
        x0, y0 = min(b[0] for b in boxes), min(b[1] for b in boxes)
        x1, y1 = max(b[2] for b in boxes), max(b[3] for b in boxes)
        low, high = min(s.z0 for s in own), max(s.z1 for s in own)
        middle = ((x0 + x1) / 2, (y0 + y1) / 2, float(low))
        what = f"{part}: {own[0].name}" if part else "package"
        yield Measured(math.hypot(x1 - x0, y1 - y0) / (high - low), middle, None, what)


def design_value(scene: Scene, rule: Rule) -> Iterator[Measured]:
    """A length that the design sets and the build of one package does not show, by its path in the design."""
    value: Any = scene.package
    for word in rule.word("path").split("."):
        value = getattr(value, word, None)
    if isinstance(value, int):
        yield Measured(float(value), (0.0, 0.0, 0.0), None, rule.word("path"))


def street(scene: Scene, rule: Rule) -> Iterator[Measured]:
    """The room between neighbouring packages of a strip or panel, in x and in y."""
    package = scene.package
    if package is None:
        return
    width, depth = package.size or package.carrier.size
    for k, (pitch, own) in enumerate(zip(site_pitch(package), (width, depth), strict=True)):
        ends = [(-width / 2, 0.0, 0.0), (0.0, -depth / 2, 0.0)][k]
        yield Measured(float(pitch - own), ends, None, f"lane along {'yx'[k]}")


def _is(solid: Solid) -> Pick:
    """Picks that solid alone."""
    return lambda other: other is solid


def _thinnest(scene: Scene, solid: Solid) -> Iterator[Measured]:
    heads, feet = (faces(scene.build, _is(solid), side) for side in ("above", "below"))
    feet = tuple(sorted(feet, key=lambda face: -face.z))
    for head in heads:
        left = head.region
        for foot in feet:
            shared = left & foot.region if foot.z < head.z else EMPTY
            if shared.area > _SLIVER:
                x, y = shared.inner_point
                yield Measured(head.z - foot.z, (x, y, foot.z), (x, y, head.z), f"{solid.part}: {solid.name}")
                left = left - shared


BODY: Mapping[str, Measure] = {
    "thickness": Measure(thickness, "length", "the least thickness of each layer, as built"),
    "height over": Measure(cover, "length", "how high each layer stands over what it covers, as built",
                           picks=("of", "to")),
    "diagonal over thickness": Measure(slenderness, "plain", "the diagonal over the thickness",
                                       parameters={"part": "word"}),
    "design": Measure(design_value, "length", "a length of the design, by its path", picks=(),
                      parameters={"path": "word"}),
    "street": Measure(street, "length", "the room between neighbouring packages", picks=()),
}  # fmt: skip
