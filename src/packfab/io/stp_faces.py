# SPDX-License-Identifier: Apache-2.0
"""How does a simple cell become a solid with exact surfaces? Planes, cylinders, cones, spheres; nothing is cut.

A cell with upright walls is a planar face with hole wires, extruded. Otherwise its walls are made one by one, round
ones by turning their meridian, and its lids are planar faces on the edges of the walls, so that all edges are shared.
Lengths are millimetres here, angles radians. This file imports OpenCASCADE and is itself imported late.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from OCP.BRep import BRep_Builder, BRep_Tool
from OCP.BRepBuilderAPI import (
    BRepBuilderAPI_MakeEdge,
    BRepBuilderAPI_MakeFace,
    BRepBuilderAPI_MakeSolid,
    BRepBuilderAPI_MakeVertex,
    BRepBuilderAPI_Sewing,
)
from OCP.BRepLib import BRepLib
from OCP.BRepPrimAPI import BRepPrimAPI_MakePrism, BRepPrimAPI_MakeRevol
from OCP.collections import Array1_gp_Pnt
from OCP.Geom import Geom_BezierCurve
from OCP.gp import gp_Ax1, gp_Ax2, gp_Circ, gp_Dir, gp_Elips, gp_Hypr, gp_Pln, gp_Pnt, gp_Vec
from OCP.TopAbs import TopAbs_EDGE, TopAbs_FACE, TopAbs_FORWARD, TopAbs_SHELL, TopAbs_VERTEX
from OCP.TopExp import TopExp_Explorer
from OCP.TopoDS import TopoDS, TopoDS_Compound, TopoDS_Shell, TopoDS_Wire

from packfab.errors import PackfabError
from packfab.geometry import Frustum, SphereZone
from packfab.io.as_built_cells import Cell
from packfab.io.as_built_loops import Floats, Leaning, Loop, Outline, Side, Turned

MM = 1e-6
"""nm to mm."""

_TOUCH = 1e-6
"""mm; edges that are closer are one when a shell is sewn."""
_POINT = 2e-6
"""mm; a lid with a smaller radius is a point."""
_FLAT = 1e-9
"""Share of the squared radius by which a meridian may miss a simpler curve."""

Shape = Any
"""A TopoDS_Shape; OpenCASCADE has no types to check."""


def joined(shapes: Sequence[Shape]) -> Shape:
    """The shape, or a compound of the shapes."""
    if len(shapes) == 1:
        return shapes[0]
    whole, builder = TopoDS_Compound(), BRep_Builder()
    builder.MakeCompound(whole)
    for shape in shapes:
        builder.Add(whole, shape)
    return whole


def inner(shape: Shape, kind: Any) -> list[Shape]:
    """The vertices, edges, faces, ... of a shape."""
    found, explorer = [], TopExp_Explorer(shape, kind)
    while explorer.More():
        found.append(explorer.Current())
        explorer.Next()
    return found


def solid_of(cell: Cell) -> Shape:
    """The solid of a cell, mm."""
    loops = (cell.outer, *cell.holes)
    if all(loop.upright for loop in loops):
        face = _lid(cell.z0, _ring(cell.outer, cell.z0, True), [_ring(hole, cell.z0, False) for hole in cell.holes])
        return BRepPrimAPI_MakePrism(face, gp_Vec(0, 0, (cell.z1 - cell.z0) * MM)).Shape()
    walls = [_wall(loop, cell.z0, cell.z1, number == 0) for number, loop in enumerate(loops)]
    faces = [face for made, _, _ in walls for face in made]
    for z, which in ((cell.z0, 1), (cell.z1, 2)):
        outer, *holes = (wall[which] for wall in walls)
        if outer is not None:
            faces.append(_lid(z, outer, [hole for hole in holes if hole is not None]))
    return closed(faces)


def closed(faces: Sequence[Shape]) -> Shape:
    """The solid within the faces."""
    if len(faces) == 1:
        alone, builder = TopoDS_Shell(), BRep_Builder()
        builder.MakeShell(alone)
        builder.Add(alone, faces[0])
        shells = [alone]
    else:
        sewing = BRepBuilderAPI_Sewing(_TOUCH)
        for face in faces:
            sewing.Add(face)
        sewing.Perform()
        shells = inner(sewing.SewedShape(), TopAbs_SHELL)
    if len(shells) != 1:
        raise PackfabError(f"STEP: {len(shells)} shells where walls and lids of a body should close one; report this")
    solid = BRepBuilderAPI_MakeSolid(TopoDS.Shell(shells[0])).Solid()
    BRepLib.OrientClosedSolid_s(solid)
    return solid


def _lid(z: float, outer: Shape, holes: Sequence[Shape]) -> Shape:
    maker = BRepBuilderAPI_MakeFace(gp_Pln(gp_Pnt(0, 0, z * MM), gp_Dir(0, 0, 1)), outer, True)
    for hole in holes:
        maker.Add(hole)
    return maker.Face()


def _wire(edges: Iterable[Shape]) -> Shape:
    wire, builder = TopoDS_Wire(), BRep_Builder()
    builder.MakeWire(wire)
    for edge in edges:
        builder.Add(wire, edge)
    wire.Closed(True)
    return wire


def _point(x: float, y: float, z: float) -> Any:
    return gp_Pnt(x * MM, y * MM, z * MM)


def _circle(x: float, y: float, z: float, radius: float, left: bool) -> Any:
    """About an axis up (left) or down, from the side of +x."""
    return gp_Circ(gp_Ax2(_point(x, y, z), gp_Dir(0, 0, 1 if left else -1), gp_Dir(1, 0, 0)), radius * MM)


def _ring(loop: Loop, z: float, outer: bool) -> Shape:
    """The wire of an upright wall at a height: counter-clockwise when it is the outer one."""
    if isinstance(loop, Turned):
        return _wire([BRepBuilderAPI_MakeEdge(_circle(loop.x, loop.y, z, loop.body.radius(z), outer)).Edge()])
    assert isinstance(loop, Outline)
    return _sides(loop.sides, z)


def _sides(sides: Sequence[Side], z: float) -> Shape:
    corners = [BRepBuilderAPI_MakeVertex(_point(*side.start, z)).Vertex() for side in sides]
    return _wire(_edge(side, z, corners[i], corners[(i + 1) % len(sides)]) for i, side in enumerate(sides))


def _edge(side: Side, z: float, start: Shape, end: Shape) -> Shape:
    if side.centre is None:
        return BRepBuilderAPI_MakeEdge(start, end).Edge()
    return BRepBuilderAPI_MakeEdge(_circle(*side.centre, z, side.radius, side.left), start, end).Edge()


Wall = tuple[list[Shape], Shape, Shape]
"""Faces, and the wires at foot and head; None where the wall ends in a point."""


def _wall(loop: Loop, z0: float, z1: float, outer: bool) -> Wall:
    if isinstance(loop, Turned):
        return _turned(loop, z0, z1, outer)
    if isinstance(loop, Leaning):
        return _leaning(loop.at(z0), loop.at(z1), z0, z1)
    up = BRepPrimAPI_MakePrism(_sides(loop.sides, z0), gp_Vec(0, 0, (z1 - z0) * MM))
    return inner(up.Shape(), TopAbs_FACE), TopoDS.Wire(up.FirstShape()), TopoDS.Wire(up.LastShape())


def _turned(loop: Turned, z0: float, z1: float, outer: bool) -> Wall:
    axis = gp_Ax1(_point(loop.x, loop.y, 0), gp_Dir(0, 0, 1))
    face = BRepPrimAPI_MakeRevol(meridian(loop, z0, z1), axis).Shape()
    lids: list[Shape] = [None, None]
    for edge in inner(face, TopAbs_EDGE):
        heights = [BRep_Tool.Pnt_s(TopoDS.Vertex(v)).Z() for v in inner(edge, TopAbs_VERTEX)]
        for k, z in enumerate((z0, z1)):
            flat = max(abs(h - z * MM) for h in heights) < 0.1 * (z1 - z0) * MM
            if flat and loop.body.radius(z) * MM > _POINT:
                ring = _wire([edge.Oriented(TopAbs_FORWARD)])
                lids[k] = ring if outer else TopoDS.Wire(ring.Reversed())
    return inner(face, TopAbs_FACE), lids[0], lids[1]


def meridian(loop: Turned, z0: float, z1: float) -> Shape:
    """The edge of a round body on the +x side of its axis, from z0 to z1: a line or a conic."""
    body, centre = loop.body, (loop.x, loop.y)
    r0, r1 = body.radius(z0), body.radius(z1)
    start, end = (_point(loop.x + r, loop.y, z) for r, z in ((r0, z0), (r1, z1)))
    if isinstance(body, Frustum):
        return BRepBuilderAPI_MakeEdge(start, end).Edge()
    if isinstance(body, SphereZone):
        turns = [math.asin(max(-1.0, min(1.0, (z - body.zc) / body.ball))) for z in (z0, z1)]
        circle = gp_Circ(_upright(*centre, body.zc), body.ball * MM)
        return BRepBuilderAPI_MakeEdge(circle, *turns).Edge()
    return _conic(loop, z0, z1, start, end)


def _upright(x: float, y: float, z: float, *, along: str = "r") -> Any:
    """Axes in the plane of the meridian: r to the right and z up, or z first (`up`, `down`) and r second."""
    if along == "r":
        return gp_Ax2(_point(x, y, z), gp_Dir(0, -1, 0), gp_Dir(1, 0, 0))
    sign = 1 if along == "up" else -1
    return gp_Ax2(_point(x, y, z), gp_Dir(0, sign, 0), gp_Dir(0, 0, sign))


def _conic(loop: Turned, z0: float, z1: float, start: Any, end: Any) -> Shape:
    """The meridian of a barrel, whose squared radius is a + b (z - z0) + c (z - z0)^2: a conic about the axis."""
    height, x, y = z1 - z0, loop.x, loop.y
    foot, middle, head = (float(loop.body.radius2(z)) for z in (z0, (z0 + z1) / 2, z1))
    c = 2 * (foot - 2 * middle + head) / height**2
    b = (4 * middle - 3 * foot - head) / height
    if abs(c) * height**2 < _FLAT * foot:
        if abs(b) * height < _FLAT * foot:
            return BRepBuilderAPI_MakeEdge(start, end).Edge()
        # z is quadratic in r, so the tangents at both ends meet at the mean radius
        r0, r1 = math.sqrt(foot), math.sqrt(head)
        corners = Array1_gp_Pnt(1, 3)
        for place, (r, z) in enumerate(((r0, z0), ((r0 + r1) / 2, z0 + r0 * (r1 - r0) / b), (r1, z1)), start=1):
            corners.SetValue(place, _point(x + r, y, z))
        return BRepBuilderAPI_MakeEdge(Geom_BezierCurve(corners)).Edge()
    waist = z0 - b / (2 * c)
    square = foot - b * b / (4 * c)
    across, along = math.sqrt(abs(square)) * MM, math.sqrt(abs(square / c)) * MM
    if c < 0:
        if across >= along:
            curve = gp_Elips(_upright(x, y, waist), across, along)
            turns = [math.asin(max(-1.0, min(1.0, (z - waist) * MM / along))) for z in (z0, z1)]
            return BRepBuilderAPI_MakeEdge(curve, *turns).Edge()
        curve = gp_Elips(_upright(x, y, waist, along="down"), along, across)
        turns = [math.acos(max(-1.0, min(1.0, (waist - z) * MM / along))) for z in (z0, z1)]
        return BRepBuilderAPI_MakeEdge(curve, *turns).Edge()
    if square > 0:
        curve = gp_Hypr(_upright(x, y, waist), across, along)
        return BRepBuilderAPI_MakeEdge(curve, *(math.asinh((z - waist) * MM / along) for z in (z0, z1))).Edge()
    way = "up" if z0 > waist else "down"
    curve = gp_Hypr(_upright(x, y, waist, along=way), along, across)
    return BRepBuilderAPI_MakeEdge(
        curve, *sorted(math.asinh(math.sqrt(r2) * MM / across) for r2 in (foot, head))
    ).Edge()


def _leaning(low: Floats, high: Floats, z0: float, z1: float) -> Wall:
    rings = [[BRepBuilderAPI_MakeVertex(_point(x, y, z)).Vertex() for x, y in ring.tolist()]
             for ring, z in ((low, z0), (high, z1))]  # fmt: skip
    foot, head = ([BRepBuilderAPI_MakeEdge(a, b).Edge() for a, b in zip(ring, ring[1:] + ring[:1], strict=True)]
                  for ring in rings)  # fmt: skip
    rise = [BRepBuilderAPI_MakeEdge(a, b).Edge() for a, b in zip(*rings, strict=True)]
    after = np.roll(low, -1, axis=0)
    faces = []
    for i in range(len(foot)):
        k = (i + 1) % len(foot)
        quad = _wire([foot[i], rise[k], head[i].Reversed(), rise[i].Reversed()])
        along = gp_Vec(*((after[i] - low[i]) * MM).tolist(), 0.0)
        up = gp_Vec(*((high[i] - low[i]) * MM).tolist(), (z1 - z0) * MM)
        plane = gp_Pln(_point(float(low[i, 0]), float(low[i, 1]), z0), gp_Dir(along.Crossed(up)))
        faces.append(BRepBuilderAPI_MakeFace(plane, quad, True).Face())
    return faces, _wire(foot), _wire(head)
