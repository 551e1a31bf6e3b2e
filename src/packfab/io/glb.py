# SPDX-License-Identifier: Apache-2.0
"""How does a package become a GLB? One instanced node for each solid, with what it is and when it stands.

glTF 2.0 with EXT_mesh_gpu_instancing: a bump array is one mesh and a list of places. Units are metres; the
root node turns z up into glTF's y up. Solids are whole and in log order: a viewer that paints them in the
order of `extras.order`, with `under` fills beneath, shows what the log means.
"""

from __future__ import annotations

import hashlib
import json
import math
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from packfab.geometry import Build, Prism, Shape, Solid, Tube, display_solids
from packfab.io.glb_mesh import Mesh, mesh_of

NET_NAMES = 4096
"""Nets of a solid that are named one by one; of more, only the count is told."""

_FLOAT, _SHORT, _INT = 5126, 5123, 5125
_NM = 1e-9
_INSTANCING = "EXT_mesh_gpu_instancing"


@dataclass(frozen=True, slots=True)
class Look:
    """How a material looks: sRGB colour as `#rrggbb`, opacity 0 to 1, and whether it shines like a metal."""

    colour: str
    alpha: float = 1.0
    metal: bool = False


UNKNOWN_LOOK = Look("#9aa0a6")

Looks = Mapping[Any, Look]
"""By (material, role), or by material for all roles that have no look of their own."""


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """A solid that stands from step `step_in` until step `step_out` (None: to the end).

    index: of the solid in the last build that has it; slabs of one solid share it.
    """

    solid: Solid
    step_in: int
    step_out: int | None = None
    index: int | None = None


def staged(builds: Sequence[tuple[int, Build]]) -> tuple[Shown, ...]:
    """All solids of a run in one log, with their steps; `builds` are (step number, build after it) in order.

    A solid that is the same after several steps appears once; one that a step changes (grinds, cuts, turns
    over) ends there and appears anew at the same place in the log.
    """
    log: list[_Stay] = []
    standing: dict[object, _Stay] = {}
    for step, build in builds:
        now: dict[object, _Stay] = {}
        position = 0
        for index, solid in display_solids(build):
            key = _identity(solid)
            stay = standing.get(key)
            if stay is None:
                stay = _Stay(solid, step)
                log.insert(position, stay)
                position += 1
            else:
                position = max(position, log.index(stay) + 1)
            stay.index = index
            now[key] = stay
        for key, stay in standing.items():
            if key not in now:
                stay.step_out = step
        standing = now
    return tuple(Shown(stay.solid, stay.step_in, stay.step_out, stay.index) for stay in log)


@dataclass(slots=True, eq=False)
class _Stay:
    solid: Solid
    step_in: int
    step_out: int | None = None
    index: int = 0


def _identity(solid: Solid) -> object:
    return (
        solid.name,
        solid.part,
        solid.material,
        solid.role,
        solid.mode,
        solid.places.tobytes(),
        _shape_key(solid.shape),
    )


def _shape_key(shape: Shape) -> object:
    if isinstance(shape, Prism):
        rings = tuple(ring.tobytes() for ring in shape.footprint.rings)
        return ("prism", rings, shape.z0, shape.z1, shape.slope)
    if isinstance(shape, Tube):
        return ("tube", shape.path.tobytes(), shape.radius, shape.z0, shape.z1)
    return shape


def glb_bytes(shown: Iterable[Shown | Solid], *, looks: Looks, origin: Mapping[str, str] | None = None) -> bytes:
    """A binary glTF of the solids in their order; `looks` by material and role or by material, grey for the rest.

    origin: what the model comes from (design, hash), for the extras of its asset.

    Solids with mode `cut` have no body and are left out, but keep their number in the order. A bare `Solid`
    stands from its own step to the end.
    """
    staying = [s if isinstance(s, Shown) else Shown(s, s.step) for s in shown]
    drawn = [(n, s) for n, s in enumerate(staying) if s.solid.mode != "cut" and len(s.solid.places)]
    middle = _origin([s.solid for _, s in drawn])
    file = _File()
    children = [file.node(number, stay, middle, looks) for number, stay in drawn]
    half = math.sqrt(0.5)
    root: dict[str, Any] = {
        "name": "package",
        "rotation": [-half, 0.0, 0.0, half],
        "extras": {"origin_nm": list(middle)},
    }
    if children:
        root["children"] = children
    file.nodes.append(root)
    return file.pack(origin or {})


def _origin(solids: Sequence[Solid]) -> tuple[int, int, int]:
    """Local origin (nm): the middle of the package in plan, its foot in z."""
    if not solids:
        return (0, 0, 0)
    boxes = np.array([solid.box for solid in solids])
    x, y = (boxes[:, :2].min(axis=0) + boxes[:, 2:].max(axis=0)) / 2
    return (round(x), round(y), min(solid.z0 for solid in solids))


@dataclass(slots=True, eq=False)
class _File:
    """The parts of a GLB while it is put together."""

    nodes: list[dict[str, Any]] = field(default_factory=list)
    meshes: list[dict[str, Any]] = field(default_factory=list)
    materials: list[dict[str, Any]] = field(default_factory=list)
    accessors: list[dict[str, Any]] = field(default_factory=list)
    views: list[dict[str, Any]] = field(default_factory=list)
    binary: bytearray = field(default_factory=bytearray)
    instanced: bool = False
    bodies: dict[int, tuple[Shape, Mesh, dict[str, int]]] = field(default_factory=dict)
    data: dict[bytes, dict[str, int]] = field(default_factory=dict)
    mesh_index: dict[tuple[int, int], int] = field(default_factory=dict)
    material_index: dict[tuple[str, Look], int] = field(default_factory=dict)

    def node(self, number: int, stay: Shown, origin: tuple[int, int, int], looks: Looks) -> int:
        """Add a solid and give the index of its node."""
        solid = stay.solid
        body = self.body(solid.shape)
        look = looks.get((solid.material, solid.role)) or looks.get(solid.material, UNKNOWN_LOOK)
        material = self.material(solid.material, look)
        anchor = np.array(body[1].anchor) - np.array(origin)
        places = np.column_stack([solid.places, np.zeros(len(solid.places), dtype=np.int64)]) + anchor
        node: dict[str, Any] = {
            "name": solid.name,
            "mesh": self.mesh(body[2], material),
            "extras": _extras(number, stay),
        }
        if len(places) == 1:
            node["translation"] = [float(v) * _NM for v in places[0]]
        else:
            self.instanced = True
            translation = self.accessor(places * _NM, "VEC3", _FLOAT)
            node["extensions"] = {_INSTANCING: {"attributes": {"TRANSLATION": translation}}}
        self.nodes.append(node)
        return len(self.nodes) - 1

    def body(self, shape: Shape) -> tuple[Shape, Mesh, dict[str, int]]:
        """Mesh of a shape with its accessors; equal shape objects share one, and shapes that were moved share data."""
        if id(shape) not in self.bodies:
            mesh = mesh_of(shape)
            data = hashlib.sha256()
            for part in (mesh.vertices, mesh.normals, mesh.triangles):
                data.update(part.tobytes())
            if data.digest() not in self.data:
                self.data[data.digest()] = self._written(mesh)
            self.bodies[id(shape)] = (shape, mesh, self.data[data.digest()])
        return self.bodies[id(shape)]

    def _written(self, mesh: Mesh) -> dict[str, int]:
        """The accessors of a mesh."""
        kind = _SHORT if len(mesh.vertices) < 65535 else _INT
        return {
            "POSITION": self.accessor(mesh.vertices * _NM, "VEC3", _FLOAT, target=34962, bounds=True),
            "NORMAL": self.accessor(mesh.normals, "VEC3", _FLOAT, target=34962),
            "indices": self.accessor(mesh.triangles.reshape(-1), "SCALAR", kind, target=34963),
        }

    def mesh(self, accessors: Mapping[str, int], material: int) -> int:
        """Index of the mesh of these accessors in a material."""
        key = (accessors["POSITION"], material)
        if key not in self.mesh_index:
            attributes = {name: accessors[name] for name in ("POSITION", "NORMAL")}
            primitive = {"attributes": attributes, "indices": accessors["indices"], "material": material}
            self.meshes.append({"primitives": [primitive]})
            self.mesh_index[key] = len(self.meshes) - 1
        return self.mesh_index[key]

    def material(self, name: str, look: Look) -> int:
        """Index of a material that looks so."""
        if (name, look) not in self.material_index:
            entry: dict[str, Any] = {
                "name": name,
                "pbrMetallicRoughness": {
                    "baseColorFactor": [*_linear(look.colour), look.alpha],
                    "metallicFactor": 1.0 if look.metal else 0.0,
                    "roughnessFactor": 0.4 if look.metal else 0.8,
                },
            }
            if look.alpha < 1:
                entry["alphaMode"] = "BLEND"
            self.materials.append(entry)
            self.material_index[name, look] = len(self.materials) - 1
        return self.material_index[name, look]

    def accessor(
        self,
        values: NDArray[Any],
        kind: str,
        component: int,
        *,
        target: int | None = None,
        bounds: bool = False,
    ) -> int:
        """Append numbers to the binary part and give the index of their accessor."""
        data = np.ascontiguousarray(values, dtype={_FLOAT: "<f4", _SHORT: "<u2", _INT: "<u4"}[component])
        raw = data.tobytes()
        view: dict[str, Any] = {"buffer": 0, "byteOffset": len(self.binary), "byteLength": len(raw)}
        if target is not None:
            view["target"] = target
        self.binary += raw + b"\0" * (-len(raw) % 4)
        self.views.append(view)
        entry: dict[str, Any] = {
            "bufferView": len(self.views) - 1,
            "componentType": component,
            "count": len(data),
            "type": kind,
        }
        if bounds:
            entry |= {"min": data.min(axis=0).tolist(), "max": data.max(axis=0).tolist()}
        self.accessors.append(entry)
        return len(self.accessors) - 1

    def pack(self, origin: Mapping[str, str]) -> bytes:
        """Header, JSON chunk and binary chunk."""
        asset: dict[str, Any] = {"version": "2.0", "generator": "packfab"}
        document: dict[str, Any] = {
            "asset": asset | ({"extras": dict(origin)} if origin else {}),
            "scene": 0,
            "scenes": [{"nodes": [len(self.nodes) - 1]}],
            "nodes": self.nodes,
        }
        if self.instanced:
            document |= {
                "extensionsUsed": ["EXT_mesh_gpu_instancing"],
                "extensionsRequired": ["EXT_mesh_gpu_instancing"],
            }
        if self.meshes:
            document |= {"meshes": self.meshes, "materials": self.materials, "accessors": self.accessors}
            document |= {"bufferViews": self.views, "buffers": [{"byteLength": len(self.binary)}]}
        text = json.dumps(document, separators=(",", ":"), allow_nan=False).encode("utf-8")
        text += b" " * (-len(text) % 4)
        chunks = struct.pack("<II", len(text), 0x4E4F534A) + text
        if self.binary:
            chunks += struct.pack("<II", len(self.binary), 0x004E4942) + bytes(self.binary)
        return struct.pack("<III", 0x46546C67, 2, 12 + len(chunks)) + chunks


def _extras(number: int, stay: Shown) -> dict[str, Any]:
    solid = stay.solid
    named = len(solid.nets) <= NET_NAMES
    return {
        "id": f"{number}:{solid.name}",
        "order": number,
        "name": solid.name,
        "part": solid.part,
        "material": solid.material,
        "role": solid.role,
        "nets": list(solid.nets) if named else len(set(solid.nets)),
        "step_in": stay.step_in,
        "step_out": stay.step_out,
        "mode": solid.mode,
        "index": stay.index,
    }


def _linear(colour: str) -> list[float]:
    """Linear RGB, as glTF wants it, from sRGB text `#rrggbb`."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return [round(c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4, 5) for c in channels]
