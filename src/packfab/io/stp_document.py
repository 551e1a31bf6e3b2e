# SPDX-License-Identifier: Apache-2.0
"""How do bodies become a STEP file? An assembly by part and solid; equal bodies are one shape with many locations.

Names, colours, layers and materials go along (XCAF). This file imports OpenCASCADE and is itself imported late.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from OCP.IFSelect import IFSelect_RetDone
from OCP.Interface import Interface_Static
from OCP.Message import Message
from OCP.STEPCAFControl import STEPCAFControl_Writer
from OCP.TCollection import TCollection_ExtendedString, TCollection_HAsciiString
from OCP.TDataStd import TDataStd_Name
from OCP.TDocStd import TDocStd_Document
from OCP.TopLoc import TopLoc_Location
from OCP.XCAFDoc import XCAFDoc_DocumentTool

from packfab.errors import PackfabError
from packfab.geometry import Solid
from packfab.io.as_built import BuiltBody
from packfab.io.stp_carve import location, shape_of
from packfab.io.stp_text import MARK, Painted, finished

Colour = Callable[[Solid], str]

SCHEMAS = {"AP214": "AP214IS", "AP242": "AP242DIS"}


def file_of(
    bodies: Sequence[BuiltBody], *, name: str, schema: str, colour: Colour, densities: Mapping[str, float]
) -> bytes:
    """The STEP file of the bodies."""
    document = TDocStd_Document(TCollection_ExtendedString("BinXCAF"))
    tree = _Tree(document, name, colour, densities)
    for body in bodies:
        tree.add(body)
    tree.shapes.UpdateAssemblies()
    _hush()
    writer = STEPCAFControl_Writer()
    # the first writer makes these settings known
    Interface_Static.SetCVal_s("write.step.schema", SCHEMAS[schema])
    # curves in the parameters of surfaces double the file, and a reader finds them again
    Interface_Static.SetIVal_s("write.surfacecurve.mode", 0)
    Interface_Static.SetCVal_s("write.step.unit", "MM")
    Interface_Static.SetCVal_s("write.step.product.name", name)
    for mode in (writer.SetNameMode, writer.SetLayerMode, writer.SetMaterialMode):
        mode(True)
    # OpenCASCADE writes colours in the order of addresses, another one in every run
    writer.SetColorMode(False)
    stream = io.BytesIO()
    if not writer.Transfer(document) or writer.WriteStream(stream) != IFSelect_RetDone:
        raise PackfabError("STEP: OpenCASCADE could not write the package; export STL instead")
    return finished(stream.getvalue(), name=name, bodies=tree.bodies)


def _hush() -> None:
    """Let OpenCASCADE keep what it does to itself."""
    messenger = Message.DefaultMessenger_s()
    for printer in list(messenger.Printers()):
        messenger.RemovePrinter(printer)


class _Tree:
    """The assembly while it grows: package, parts, solids, bodies in their places."""

    def __init__(self, document: Any, name: str, colour: Colour, densities: Mapping[str, float]) -> None:
        main = document.Main()
        self.shapes = XCAFDoc_DocumentTool.ShapeTool_s(main)
        self.layers = XCAFDoc_DocumentTool.LayerTool_s(main)
        self.materials = XCAFDoc_DocumentTool.MaterialTool_s(main)
        self.colour, self.densities = colour, densities
        self.root = self._new(name)
        self.parts: dict[str, Any] = {}
        self.solids: dict[int, Any] = {}
        self.bodies: dict[int, Painted] = {}

    def add(self, body: BuiltBody) -> None:
        """One body at all its places."""
        shape = shape_of(body.parts)
        if shape is None:
            return
        solid = body.solid
        label = self.shapes.AddShape(shape, False)
        number = len(self.bodies)
        self.bodies[number] = Painted(solid.name, self.colour(solid))
        _named(label, f"{MARK}{number}")
        self._dressed(label, solid)
        nets = solid.nets_by_place
        assembly = self._of_solid(body.index, solid) if len(solid.places) > 1 else self._of_part(solid)
        for (x, y), number in zip(body.places.tolist(), body.numbers.tolist(), strict=True):
            here = self.shapes.AddComponent(assembly, label, location(x, y))
            _named(here, nets[number] or f"{solid.name} {number + 1}" if len(solid.places) > 1 else solid.name)

    def _dressed(self, label: Any, solid: Solid) -> None:
        """Layer (the role) and material of a shape."""
        self.layers.SetLayer(label, TCollection_ExtendedString(solid.role))
        words = [
            TCollection_HAsciiString(word)
            for word in (solid.material, solid.role, "density measure", "POSITIVE_RATIO_MEASURE")
        ]
        # kg/m3 to g/cm3, as readers of STEP expect
        self.materials.SetMaterial(
            label, words[0], words[1], self.densities.get(solid.material, 0.0) / 1000, *words[2:]
        )

    def _of_part(self, solid: Solid) -> Any:
        part = solid.part or "package"
        if part not in self.parts:
            self.parts[part] = self._new(part)
            _named(self.shapes.AddComponent(self.root, self.parts[part], TopLoc_Location()), part)
        return self.parts[part]

    def _of_solid(self, index: int, solid: Solid) -> Any:
        if index not in self.solids:
            self.solids[index] = self._new(solid.name)
            _named(self.shapes.AddComponent(self._of_part(solid), self.solids[index], TopLoc_Location()), solid.name)
        return self.solids[index]

    def _new(self, name: str) -> Any:
        label = self.shapes.NewShape()
        _named(label, name)
        return label


def _named(label: Any, name: str) -> None:
    TDataStd_Name.Set_s(label, TCollection_ExtendedString(name, True))
