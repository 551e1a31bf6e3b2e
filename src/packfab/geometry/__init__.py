# SPDX-License-Identifier: Apache-2.0
"""What is where? Analytic bodies in a log of operations, and exact answers about them.

Use: shape and place solids, `add` them to a `Build`, shape it with the verbs, ask it the questions.
"""

from packfab.geometry.area import areas
from packfab.geometry.as_cut import as_cut, outline_at
from packfab.geometry.beside import Beside, beside
from packfab.geometry.beyond import beyond, covered
from packfab.geometry.body_distances import (
    body_distances,
    close_bodies,
    depths_in_plan,
    depths_inside,
    meeting_bodies,
    walls_between,
)
from packfab.geometry.build import Build, Pick, Record, Value, add, near
from packfab.geometry.clearance import Clearance, clearance
from packfab.geometry.contact import Contact, contacts
from packfab.geometry.display import display_solids
from packfab.geometry.faces import Face, faces
from packfab.geometry.facing import OPEN_AIR, Gap, all_layers, facing
from packfab.geometry.film import conformal
from packfab.geometry.flat_polygons import FlatPolygons, flat_polygons, on_curve
from packfab.geometry.flush import REACH, Flush, Step, flush
from packfab.geometry.gaps import gaps
from packfab.geometry.holes_in import Content, Hole, Mouth, holes_in
from packfab.geometry.line import Line
from packfab.geometry.line_width import Width, line_width
from packfab.geometry.narrow import Narrow, close_places, local_least, narrow_places
from packfab.geometry.network import Approach, Body, Link, Network, network
from packfab.geometry.overlap import Overlap, meeting, overlap
from packfab.geometry.placed_bodies import End, PlacedBodies, placed_bodies
from packfab.geometry.plan_distance import InPlan, nearest_in, nearest_regions, sides
from packfab.geometry.plane import (
    EMPTY,
    Box,
    Region,
    boxes_meet,
    discs,
    joined,
    polygon,
    rectangle,
    region,
    turn_matrix,
)
from packfab.geometry.reach import Pocket, Reach, reach
from packfab.geometry.replay import (
    Layer,
    Piece,
    Section,
    Slice,
    column,
    owners,
    section,
    slice_at,
    whole_line,
    z_breaks,
)
from packfab.geometry.rounds import Barrel, Frustum, SphereZone
from packfab.geometry.shape import Prism, Shape
from packfab.geometry.shaping import array, clear_below, cut_to, fill, flip, grind, join, move, remove
from packfab.geometry.slabs import Slab, slabs, within
from packfab.geometry.solder import ball_volume, barrel, cap_on_pad, joint_height, sphere_between
from packfab.geometry.solid import Mode, Solid, at, kept
from packfab.geometry.spacing import Crossing, Spacing, crossings, spacings, wire_spacings
from packfab.geometry.tube import Tube, tube
from packfab.geometry.volume import Volumes, volumes

__all__ = [
    "EMPTY",
    "OPEN_AIR",
    "REACH",
    "Approach",
    "Barrel",
    "Beside",
    "Body",
    "Box",
    "Build",
    "Clearance",
    "Contact",
    "Content",
    "Crossing",
    "End",
    "Face",
    "FlatPolygons",
    "Flush",
    "Frustum",
    "Gap",
    "Hole",
    "InPlan",
    "Layer",
    "Line",
    "Link",
    "Mode",
    "Mouth",
    "Narrow",
    "Network",
    "Overlap",
    "Pick",
    "Piece",
    "PlacedBodies",
    "Pocket",
    "Prism",
    "Reach",
    "Record",
    "Region",
    "Section",
    "Shape",
    "Slab",
    "Slice",
    "Solid",
    "Spacing",
    "SphereZone",
    "Step",
    "Tube",
    "Value",
    "Volumes",
    "Width",
    "add",
    "all_layers",
    "areas",
    "array",
    "as_cut",
    "at",
    "ball_volume",
    "barrel",
    "beside",
    "beyond",
    "body_distances",
    "boxes_meet",
    "cap_on_pad",
    "clear_below",
    "clearance",
    "close_bodies",
    "close_places",
    "column",
    "conformal",
    "contacts",
    "covered",
    "crossings",
    "cut_to",
    "depths_in_plan",
    "depths_inside",
    "discs",
    "display_solids",
    "faces",
    "facing",
    "fill",
    "flat_polygons",
    "flip",
    "flush",
    "gaps",
    "grind",
    "holes_in",
    "join",
    "joined",
    "joint_height",
    "kept",
    "line_width",
    "local_least",
    "meeting",
    "meeting_bodies",
    "move",
    "narrow_places",
    "near",
    "nearest_in",
    "nearest_regions",
    "network",
    "on_curve",
    "outline_at",
    "overlap",
    "owners",
    "placed_bodies",
    "polygon",
    "reach",
    "rectangle",
    "region",
    "remove",
    "section",
    "sides",
    "slabs",
    "slice_at",
    "spacings",
    "sphere_between",
    "tube",
    "turn_matrix",
    "volumes",
    "walls_between",
    "whole_line",
    "wire_spacings",
    "within",
    "z_breaks",
]
