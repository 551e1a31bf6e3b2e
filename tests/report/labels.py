# SPDX-License-Identifier: Apache-2.0
"""Where do the words of a drawing stand, which of them lie on one another, and which beside their sheet?"""

from __future__ import annotations

from itertools import combinations

from packfab.report.sheet import Sheet

HEIGHT = 0.75
"""Of the size of its letters, about what a text covers."""
WIDTH = 0.5
"""Of the size, about the mean width of a letter."""

Box = tuple[str, float, float, float, float]


def boxes(sheet: Sheet) -> list[Box]:
    """What each text of a sheet covers, about: (words, x0, y0, x1, y1) points."""
    found = []
    for word in sheet._words:
        wide, tall = WIDTH * word["fontsize"] * len(word["s"]), HEIGHT * word["fontsize"]
        if word["rotation"]:
            wide, tall = tall, wide
        share = {"left": 0.0, "center": 0.5, "right": 1.0}[word["ha"]] if not word["rotation"] else 0.5
        lift = {"top": 1.0, "bottom": 0.0, "baseline": 0.0}.get(word["va"], 0.5)
        x0, y0 = word["x"] - share * wide, word["y"] - lift * tall
        found.append((word["s"], x0, y0, x0 + wide, y0 + tall))
    return found


def overlapping(sheet: Sheet) -> list[tuple[str, str]]:
    """Pairs of texts that lie on one another."""
    return [(a, b) for (a, *p), (b, *q) in combinations(boxes(sheet), 2)
            if min(p[2], q[2]) - max(p[0], q[0]) > 0.5 and min(p[3], q[3]) - max(p[1], q[1]) > 0.5]  # fmt: skip


def outside(sheet: Sheet) -> list[str]:
    """Texts that reach beyond their sheet."""
    return [words for words, x0, y0, x1, y1 in boxes(sheet)
            if x0 < -1 or y0 < -1 or x1 > sheet.width + 1 or y1 > sheet.height + 1]  # fmt: skip
