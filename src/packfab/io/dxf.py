# SPDX-License-Identifier: Apache-2.0
"""What is a drawing in plan or section, and how is it written as DXF?

Lines, filled areas, circles, texts and dimensions on layers with colours. Coordinates are whole nm; the file (R2010,
ASCII) is in mm with six decimals, so that they survive. Equal drawings give equal files.
"""

from __future__ import annotations

import io
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from packfab.errors import BadInput, Fault

if TYPE_CHECKING:
    from ezdxf.document import Drawing as Document
    from ezdxf.layouts.layout import Modelspace

Point = tuple[int, int]
Align = Literal["left", "middle"]

MOST_ITEMS = 1_000_000
"""Of a drawing that is written or read."""

_MM = 1_000_000
_BAD_IN_NAMES = re.compile(r'[<>/\\":;?*|=`,\x00-\x1f]')
INK = "#000000"
_LONGEST_NAME, _LONGEST_TEXT = 200, 250
_OPTION = threading.Lock()


@dataclass(frozen=True, slots=True)
class DrawingLayer:
    """A layer and its colour `#rrggbb`; black is the ink of CAD, which shows white on a dark screen."""

    name: str
    colour: str


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """Straight lines through points; closed: back to the first one."""

    layer: str
    points: tuple[Point, ...]
    closed: bool = True


@dataclass(frozen=True, slots=True)
class DrawnArea:
    """A filled area: its outline first, then its holes."""

    layer: str
    rings: tuple[tuple[Point, ...], ...]


@dataclass(frozen=True, slots=True)
class DrawnCircle:
    """A circle about (x, y)."""

    layer: str
    x: int
    y: int
    radius: int


@dataclass(frozen=True, slots=True)
class DrawnText:
    """A text of a height at (x, y): where it begins on its base line, or its middle; turned by degrees."""

    layer: str
    text: str
    x: int
    y: int
    height: int
    turn: float = 0.0
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class DrawnDimension:
    """A length along x or y from start to end, with its text, drawn through `base`."""

    layer: str
    start: Point
    end: Point
    base: Point
    text: str
    height: int
    upright: bool = False
    """Along y."""


Item = DrawnLine | DrawnArea | DrawnCircle | DrawnText | DrawnDimension


@dataclass(frozen=True, slots=True)
class Drawing:
    """Layers, and what is drawn on them; what comes later lies above."""

    layers: tuple[DrawingLayer, ...]
    items: tuple[Item, ...]


def layer_name(text: str) -> str:
    """The text as DXF lets a layer be called."""
    return _BAD_IN_NAMES.sub("_", text).strip()[:_LONGEST_NAME] or "_"


def dxf_bytes(drawing: Drawing) -> bytes:
    """The drawing as DXF R2010, UTF-8, in mm."""
    from ezdxf.filemanagement import new

    if len(drawing.items) > MOST_ITEMS:
        raise BadInput([Fault("a drawing with too many items", measured=str(len(drawing.items)),
                              allowed=str(MOST_ITEMS), fix="draw a part of it")])  # fmt: skip
    with _without_clock():
        document = new("R2010", setup=["dimstyles"], units=4)
        for layer in drawing.layers:
            made = document.layers.add(layer_name(layer.name)) if layer.name != "0" else document.layers.get("0")
            if layer.colour == INK:
                made.color = 7
            else:
                made.rgb = _rgb(layer.colour)
        space = document.modelspace()
        for item in drawing.items:
            _put(space, item)
        _zoom(document, drawing)
        stream = io.StringIO()
        document.write(stream)
    return stream.getvalue().encode("utf-8")


@contextmanager
def _without_clock() -> Iterator[None]:
    """Times and identifiers of the file are constant: the library has one switch for all files."""
    from ezdxf._options import options

    with _OPTION:
        before = options.write_fixed_meta_data_for_testing
        options.write_fixed_meta_data_for_testing = True
        try:
            yield
        finally:
            options.write_fixed_meta_data_for_testing = before


def _put(space: Modelspace, item: Item) -> None:
    look = {"layer": layer_name(item.layer)}
    if isinstance(item, DrawnLine):
        space.add_lwpolyline(_points(item.points), close=item.closed, dxfattribs=look)
    elif isinstance(item, DrawnArea):
        hatch = space.add_hatch(color=256, dxfattribs=look)
        for i, ring in enumerate(item.rings):
            hatch.paths.add_polyline_path(_points(ring), is_closed=True, flags=1 if i == 0 else 16)
    elif isinstance(item, DrawnCircle):
        space.add_circle((item.x / _MM, item.y / _MM), item.radius / _MM, dxfattribs=look)
    elif isinstance(item, DrawnText):
        _put_text(space, item, look)
    else:
        _put_dimension(space, item, look)


def _put_text(space: Modelspace, item: DrawnText, look: dict[str, str]) -> None:
    from ezdxf.enums import TextEntityAlignment

    aligned = TextEntityAlignment.MIDDLE_CENTER if item.align == "middle" else TextEntityAlignment.LEFT
    text = space.add_text(_plain(item.text), height=item.height / _MM, rotation=item.turn, dxfattribs=look)
    text.set_placement((item.x / _MM, item.y / _MM), align=aligned)


def _put_dimension(space: Modelspace, item: DrawnDimension, look: dict[str, str]) -> None:
    height = item.height / _MM
    style = {"dimtxt": height, "dimasz": 0.6 * height, "dimexo": 0.3 * height, "dimexe": 0.4 * height,
             "dimgap": 0.3 * height, "dimtad": 1, "dimtsz": 0.0}  # fmt: skip
    base, start, end = ((x / _MM, y / _MM) for x, y in (item.base, item.start, item.end))
    made = space.add_linear_dim(base, start, end, angle=90.0 if item.upright else 0.0, text=_plain(item.text),
                                dimstyle="EZDXF", override=style, dxfattribs=look)  # fmt: skip
    made.render()


def _zoom(document: Document, drawing: Drawing) -> None:
    """Let a viewer open on what is drawn."""
    points = [p for item in drawing.items if isinstance(item, DrawnLine) for p in item.points]
    points += [p for item in drawing.items if isinstance(item, DrawnArea) for p in item.rings[0]]
    if not points:
        return
    (x0, x1), (y0, y1) = ((min(values), max(values)) for values in zip(*points, strict=True))
    middle = ((x0 + x1) / 2 / _MM, (y0 + y1) / 2 / _MM)
    document.set_modelspace_vport(height=1.2 * max(y1 - y0, (x1 - x0) / 2, 1) / _MM, center=middle)


def _points(ring: Sequence[Point]) -> list[tuple[float, float]]:
    return [(x / _MM, y / _MM) for x, y in ring]


def _plain(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)[:_LONGEST_TEXT]


def _rgb(colour: str) -> tuple[int, int, int]:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return (red, green, blue)
