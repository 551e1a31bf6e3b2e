# SPDX-License-Identifier: Apache-2.0
"""How does a body become a solid where no simple cell tells it? The log is replayed in space, by booleans.

Only what a small log holds is carved: a tapered line where a tapered pad meets it, a coat over both, compound around
wires. Lengths are millimetres. This file imports OpenCASCADE and is itself imported late.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from OCP.BRep import BRep_Tool
from OCP.BRepAlgoAPI import BRepAlgoAPI_Common, BRepAlgoAPI_Cut, BRepAlgoAPI_Fuse
from OCP.BRepBuilderAPI import (
    BRepBuilderAPI_MakeEdge,
    BRepBuilderAPI_MakePolygon,
    BRepBuilderAPI_MakeWire,
    BRepBuilderAPI_TransitionMode,
)
from OCP.BRepGProp import BRepGProp
from OCP.BRepOffsetAPI import BRepOffsetAPI_MakePipeShell
from OCP.BRepPrimAPI import (
    BRepPrimAPI_MakeBox,
    BRepPrimAPI_MakeCylinder,
    BRepPrimAPI_MakeRevol,
    BRepPrimAPI_MakeSphere,
)
from OCP.collections import List_TopoDS_Shape
from OCP.GC import GC_MakeArcOfCircle
from OCP.gp import gp_Ax1, gp_Ax2, gp_Circ, gp_Dir, gp_Pnt, gp_Trsf, gp_Vec
from OCP.GProp import GProp_GProps
from OCP.Standard import Standard_Failure, Standard_OutOfRange
from OCP.TopAbs import TopAbs_FACE, TopAbs_SOLID, TopAbs_VERTEX
from OCP.TopLoc import TopLoc_Location
from OCP.TopoDS import TopoDS

from packfab.errors import PackfabError
from packfab.geometry import Box, Tube
from packfab.io.as_built_carve import Engine, carved
from packfab.io.as_built_cells import Cell, Part, Wire
from packfab.io.as_built_loops import Floats
from packfab.io.stp_faces import MM, Shape, closed, inner, joined, solid_of

_EXACT = 1e-3
"""Relative; how well the volume of a wire must be the one of mitred cylinders."""
_ROUNDING = 1.0
"""nm, by how much the heights of a wire may be rounded."""
_MARGIN = 1000.0
"""nm, by how much a block that clips a wire in z reaches beyond it."""


def shape_of(parts: Sequence[Part]) -> Shape:
    """One body, mm: a solid, or a compound of solids that lie against each other."""
    made: list[Shape] = []
    for part in parts:
        if isinstance(part, Cell):
            made.append(solid_of(part))
        elif isinstance(part, Wire):
            made.append(_wire(part.tube))
        else:
            made += carved(part, _ENGINE)
    return joined(made) if made else None


def shifted(shape: Shape, x: float, y: float) -> Shape:
    """The shape, moved in plan by nm."""
    return shape.Moved(location(x, y))


def location(x: float, y: float) -> TopLoc_Location:
    """Where a body stands, nm."""
    shift = gp_Trsf()
    shift.SetTranslation(gp_Vec(x * MM, y * MM, 0.0))
    return TopLoc_Location(shift)


def _pieces(parts: Sequence[Part]) -> list[Shape]:
    return inner(shape_of(parts), TopAbs_SOLID)


def _within(shapes: list[Shape], box: Box, z0: float, z1: float) -> list[Shape]:
    return _solids(BRepAlgoAPI_Common(), shapes, [_block(box, z0, z1)])


def _without(shapes: list[Shape], tools: list[Shape]) -> list[Shape]:
    return _solids(BRepAlgoAPI_Cut(), shapes, tools)


def _block(box: Box, z0: float, z1: float) -> Shape:
    x0, y0, x1, y1 = (v * MM for v in box)
    return BRepPrimAPI_MakeBox(gp_Pnt(x0, y0, z0 * MM), gp_Pnt(x1, y1, z1 * MM)).Shape()


def _solids(operation: Shape, shapes: list[Shape], tools: list[Shape]) -> list[Shape]:
    arguments, others = List_TopoDS_Shape(), List_TopoDS_Shape()
    for shape in shapes:
        arguments.Append(shape)
    for tool in tools:
        others.Append(tool)
    operation.SetArguments(arguments)
    operation.SetTools(others)
    operation.Build()
    if not operation.IsDone():
        raise PackfabError("STEP: OpenCASCADE could not carve a body out of its neighbours; export STL instead")
    return inner(operation.Shape(), TopAbs_SOLID)


def _wire(tube: Tube) -> Shape:
    """A pipe along the path, or where that fails a cylinder for each piece and balls between, joined.

    The pieces of a pipe are mitred: readers take the wrong side of the slice of a ball that rounds a bend. By that a
    wire may be up to 0.3 % off in volume.
    """
    path = np.asarray(tube.path) * MM
    radius = tube.radius * MM
    exact = math.pi * radius**2 * (tube.length * MM + 4 / 3 * radius)
    shape = _pipe(path, radius)
    if shape is None or abs(volume(shape) - exact) > _EXACT * exact:
        shape, *more = (_cylinder(a, b, radius) for a, b in pairwise(path))
        for piece in (*more, *(BRepPrimAPI_MakeSphere(gp_Pnt(*point), radius).Shape() for point in path)):
            shape = BRepAlgoAPI_Fuse(shape, piece).Shape()
    heights = np.asarray(tube.path)[:, 2]
    if tube.z0 > heights.min() - tube.radius + _ROUNDING or tube.z1 < heights.max() + tube.radius - _ROUNDING:
        x0, y0, x1, y1 = tube.box
        grown = (x0 - _MARGIN, y0 - _MARGIN, x1 + _MARGIN, y1 + _MARGIN)
        shape = BRepAlgoAPI_Common(shape, _block(grown, tube.z0, tube.z1)).Shape()
    return joined(inner(shape, TopAbs_SOLID))


def _pipe(path: Floats, radius: float) -> Shape:
    """A pipe with mitred corners along a path (n, 3) mm, with half a ball on each end; None where it does not close."""
    spine = BRepBuilderAPI_MakePolygon()
    for point in path:
        spine.Add(gp_Pnt(*point))
    axis = gp_Ax2(gp_Pnt(*path[0]), gp_Dir(*(path[1] - path[0])))
    rim = BRepBuilderAPI_MakeWire(BRepBuilderAPI_MakeEdge(gp_Circ(axis, radius)).Edge()).Wire()
    pipe = BRepOffsetAPI_MakePipeShell(spine.Wire())
    pipe.SetTransitionMode(BRepBuilderAPI_TransitionMode.BRepBuilderAPI_RightCorner)
    pipe.Add(rim)
    try:
        pipe.Build()
    except (Standard_Failure, Standard_OutOfRange):
        return None
    if not pipe.IsDone():
        return None
    ends = ((pipe.FirstShape(), path[0], path[0] - path[1]), (pipe.LastShape(), path[-1], path[-1] - path[-2]))
    faces = [*inner(pipe.Shape(), TopAbs_FACE), *(_cap(*end, radius) for end in ends)]
    try:
        return closed(faces)
    except PackfabError:
        return None


def _cap(rim: Shape, middle: Floats, way: Floats, radius: float) -> Shape:
    """Half a ball on the rim of a pipe: a quarter of a circle from the corner of the rim, turned about the wire."""
    corner = BRep_Tool.Pnt_s(TopoDS.Vertex(inner(rim, TopAbs_VERTEX)[0]))
    outward = way / np.linalg.norm(way)
    sideways = (np.array([corner.X(), corner.Y(), corner.Z()]) - middle) / radius
    between, pole = middle + radius * math.sqrt(0.5) * (sideways + outward), middle + radius * outward
    arc = GC_MakeArcOfCircle(corner, gp_Pnt(*between), gp_Pnt(*pole)).Value()
    turned = BRepPrimAPI_MakeRevol(BRepBuilderAPI_MakeEdge(arc).Edge(), gp_Ax1(gp_Pnt(*middle), gp_Dir(*outward)))
    return inner(turned.Shape(), TopAbs_FACE)[0]


def _cylinder(a: Floats, b: Floats, radius: float) -> Shape:
    way = gp_Vec(gp_Pnt(*a), gp_Pnt(*b))
    return BRepPrimAPI_MakeCylinder(gp_Ax2(gp_Pnt(*a), gp_Dir(way)), radius, way.Magnitude()).Shape()


def volume(shape: Shape) -> float:
    """mm3."""
    properties = GProp_GProps()
    BRepGProp.VolumeProperties_s(shape, properties)
    return float(properties.Mass())


_ENGINE: Engine[Shape] = Engine(_pieces, shifted, _without, _within)
