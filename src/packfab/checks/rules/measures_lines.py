# SPDX-License-Identifier: Apache-2.0
"""How wide are lines?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from packfab.checks.rules.measured import Measure, Measured
from packfab.checks.rules.rule import Rule
from packfab.checks.rules.scene import Scene
from packfab.geometry import line_width


def width(scene: Scene, rule: Rule) -> Iterator[Measured]:
    """The least width of each piece."""
    for layer in scene.layers(rule.pick()):
        for piece in layer.pieces:
            least = line_width(piece.region)
            yield Measured(least.width, (*least.where, layer.z), None, f"{layer.part}: {piece.solid.name}")


LINES: Mapping[str, Measure] = {"width": Measure(width, "length", "the least width of each piece")}
