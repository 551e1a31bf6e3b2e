# SPDX-License-Identifier: Apache-2.0
"""How does a body become a solid where no simple cell tells it? The log is replayed in space, by booleans.

Only what a small log holds is carved: a tapered line where a tapered pad meets it, a coat over both, compound around
wires. Lengths are millimetres. This file imports OpenCASCADE and is itself imported late.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from OCP.BRepAlgoAPI import BRepAlgoAPI_Common, BRepAlgoAPI_Cut, BRepAlgoAPI_Fuse
from OCP.BRepBuilderAPI import (
    BRepBuilderAPI_MakeEdge,
    BRepBuilderAPI_MakePolygon,
    BRepBuilderAPI_MakeWire,
    BRepBuilderAPI_TransitionMode,
)
from OCP.BRepOffsetAPI import BRepOffsetAPI_MakePipeShell
from OCP.BRepPrimAPI import BRepPrimAPI_MakeBox, BRepPrimAPI_MakeSphere
from OCP.collections import List_TopoDS_Shape
from OCP.gp import gp_Ax2, gp_Circ, gp_Dir, gp_Pnt, gp_Trsf, gp_Vec
from OCP.TopAbs import TopAbs_SOLID
from OCP.TopLoc import TopLoc_Location

from packfab.errors import PackfabError
from packfab.geometry import Box, Solid, Tube
from packfab.io.as_built_cells import Carved, Cell, Part, Wire, whole
from packfab.io.stp_faces import MM, Shape, inner, joined, solid_of


def shape_of(parts: Sequence[Part]) -> Shape:
    """One body, mm: a solid, or a compound of solids that lie against each other."""
    made: list[Shape] = []
    for part in parts:
        if isinstance(part, Cell):
            made.append(solid_of(part))
        elif isinstance(part, Wire):
            made.append(_wire(part.tube))
        else:
            made += inner(_carved(part), TopAbs_SOLID)
    return joined(made) if made else None


def shifted(shape: Shape, x: float, y: float) -> Shape:
    """The shape, moved in plan by nm."""
    return shape.Moved(location(x, y))


def location(x: float, y: float) -> TopLoc_Location:
    """Where a body stands, nm."""
    shift = gp_Trsf()
    shift.SetTranslation(gp_Vec(x * MM, y * MM, 0.0))
    return TopLoc_Location(shift)


def _carved(part: Carved) -> Shape:
    """What is left of the target, by the log."""
    solids = part.log.solids
    target = solids[part.target]
    near = {i: s for i, s in enumerate(solids) if s.z0 < part.z1 and s.z1 > part.z0 and len(s.places)}
    bodies: dict[int, Shape] = {}

    def body(i: int) -> list[Shape]:
        if i not in bodies:
            bodies[i] = _bodies(near[i], part if i == part.target else None)
        found: list[Shape] = bodies[i]
        return found

    mine = body(part.target)
    if target.mode == "under":
        held: dict[int, list[Shape]] = {}
        for i, solid in near.items():
            if i >= part.target:
                break
            _act(held, i, solid, body(i), {j: near[j] for j in held})
        mine = _less(mine, [shape for shapes in held.values() for shape in shapes])
    takers = [i for i, s in near.items() if i > part.target and _takes(s, target)]
    return joined(_within(_less(mine, [shape for i in takers for shape in body(i)]), part))


def _act(held: dict[int, list[Shape]], i: int, solid: Solid, body: list[Shape], owners: dict[int, Solid]) -> None:
    """Let one solid of the log act on what others hold, in place."""
    if solid.mode == "under":
        left = _less(body, [shape for shapes in held.values() for shape in shapes])
    else:
        for j, owner in owners.items():
            if solid.mode == "over" or not solid.only or owner.material in solid.only:
                held[j] = _less(held[j], body)
        left = body
    if solid.mode != "cut":
        held[i] = left


def _takes(later: Solid, solid: Solid) -> bool:
    return later.mode == "over" or (later.mode == "cut" and (not later.only or solid.material in later.only))


def _bodies(solid: Solid, part: Carved | None) -> list[Shape]:
    """The body at each of its places; clipped to the heights of a part where they are whole."""
    if part is not None and part.z0 == math.floor(part.z0) and part.z1 == math.floor(part.z1):
        clipped = solid.shape.clipped(int(part.z0), int(part.z1))
        if clipped is None:
            return []
        solid = replace(solid, shape=clipped)
    at_origin = shape_of(whole(solid))
    found = inner(at_origin, TopAbs_SOLID)
    return [shifted(shape, *place) for place in solid.places.tolist() for shape in found]


def _within(shapes: list[Shape], part: Carved) -> list[Shape]:
    """What lies in the window and between the heights of a part."""
    solid = part.log.solids[part.target]
    x0, y0, x1, y1 = part.window or solid.box
    inside = part.window is None and part.z0 == math.floor(part.z0) and part.z1 == math.floor(part.z1)
    if inside or not shapes:
        return shapes
    block = _block((x0, y0, x1, y1), part.z0, part.z1, margin=0 if part.window else 1000.0)
    return _solids(BRepAlgoAPI_Common(), shapes, [block])


def _block(box: Box, z0: float, z1: float, margin: float) -> Shape:
    low = gp_Pnt((box[0] - margin) * MM, (box[1] - margin) * MM, z0 * MM)
    return BRepPrimAPI_MakeBox(low, gp_Pnt((box[2] + margin) * MM, (box[3] + margin) * MM, z1 * MM)).Shape()


def _less(shapes: list[Shape], tools: list[Shape]) -> list[Shape]:
    """The shapes without the tools."""
    return _solids(BRepAlgoAPI_Cut(), shapes, tools) if shapes and tools else shapes


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
    """A pipe along the path with round corners, and a ball on each end."""
    path = np.asarray(tube.path) * MM
    radius = tube.radius * MM
    start, way = gp_Pnt(*path[0]), gp_Dir(*(path[1] - path[0]))
    spine = BRepBuilderAPI_MakePolygon()
    for point in path:
        spine.Add(gp_Pnt(*point))
    rim = BRepBuilderAPI_MakeWire(BRepBuilderAPI_MakeEdge(gp_Circ(gp_Ax2(start, way), radius)).Edge()).Wire()
    pipe = BRepOffsetAPI_MakePipeShell(spine.Wire())
    pipe.SetTransitionMode(BRepBuilderAPI_TransitionMode.BRepBuilderAPI_RoundCorner)
    pipe.Add(rim)
    pipe.Build()
    if not pipe.MakeSolid():
        raise PackfabError("STEP: a bond wire bends too sharply for its diameter; give its loop longer pieces")
    shape = pipe.Shape()
    for point in (path[0], path[-1]):
        shape = BRepAlgoAPI_Fuse(shape, BRepPrimAPI_MakeSphere(gp_Pnt(*point), radius).Shape()).Shape()
    low, high = path[:, 2].min() - radius, path[:, 2].max() + radius
    if tube.z0 * MM > low or tube.z1 * MM < high:
        block = _block(tube.box, tube.z0, tube.z1, margin=1000.0)
        shape = BRepAlgoAPI_Common(shape, block).Shape()
    return joined(inner(shape, TopAbs_SOLID))
