# SPDX-License-Identifier: Apache-2.0
"""What does OpenCASCADE find in a STEP file: volumes, shapes, places, colours and faults, by name?"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from OCP.BRepCheck import BRepCheck_Analyzer
from OCP.BRepGProp import BRepGProp
from OCP.collections import Sequence_TDF_Label
from OCP.GProp import GProp_GProps
from OCP.Quantity import Quantity_Color
from OCP.STEPCAFControl import STEPCAFControl_Reader
from OCP.TCollection import TCollection_ExtendedString
from OCP.TDataStd import TDataStd_Name
from OCP.TDF import TDF_Label
from OCP.TDocStd import TDocStd_Document
from OCP.XCAFDoc import XCAFDoc_ColorSurf, XCAFDoc_ColorTool, XCAFDoc_DocumentTool, XCAFDoc_ShapeTool

NM3 = 1e18
"""nm3 in a mm3."""


@dataclass(slots=True)
class Weights:
    """By name of a body: its volume (nm3) in all places, its shapes, its places, its colour; names of invalid ones."""

    volumes: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    shapes: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    places: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    colours: dict[str, str] = field(default_factory=dict)
    invalid: set[str] = field(default_factory=set)


def weights(file: Path) -> Weights:
    """What a STEP file holds."""
    document = TDocStd_Document(TCollection_ExtendedString("x"))
    reader = STEPCAFControl_Reader()
    reader.SetColorMode(True)
    reader.SetNameMode(True)
    reader.ReadFile(str(file))
    reader.Transfer(document)
    tool = XCAFDoc_DocumentTool.ShapeTool_s(document.Main())
    found, known = Weights(), {}
    free = Sequence_TDF_Label()
    tool.GetFreeShapes(free)

    def walk(label: Any) -> None:
        if XCAFDoc_ShapeTool.IsReference_s(label):
            target = TDF_Label()
            XCAFDoc_ShapeTool.GetReferredShape_s(label, target)
            label = target
        if XCAFDoc_ShapeTool.IsAssembly_s(label):
            inner = Sequence_TDF_Label()
            XCAFDoc_ShapeTool.GetComponents_s(label, inner)
            for number in range(1, inner.Length() + 1):
                walk(inner.Value(number))
            return
        name = _name(label)
        if label.Tag() not in known:
            shape = XCAFDoc_ShapeTool.GetShape_s(label)
            known[label.Tag()] = _volume(shape)
            found.shapes[name] += 1
            if not BRepCheck_Analyzer(shape).IsValid():
                found.invalid.add(name)
            colour = Quantity_Color()
            if XCAFDoc_ColorTool.GetColor_s(label, XCAFDoc_ColorSurf, colour):
                found.colours[name] = Quantity_Color.ColorToHex_s(colour).ToCString()
        found.volumes[name] += known[label.Tag()]
        found.places[name] += 1

    for number in range(1, free.Length() + 1):
        walk(free.Value(number))
    return found


def _name(label: Any) -> str:
    name = TDataStd_Name()
    return str(name.Get().ToExtString()) if label.FindAttribute(TDataStd_Name.GetID_s(), name) else ""


def _volume(shape: Any) -> float:
    properties = GProp_GProps()
    BRepGProp.VolumeProperties_s(shape, properties)
    return float(properties.Mass()) * NM3
