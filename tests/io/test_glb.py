# SPDX-License-Identifier: Apache-2.0
"""Does the GLB hold the package: the right boxes and volumes, closed meshes, instances, steps?"""

from __future__ import annotations

import json
import struct
import time
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from packfab.geometry import (
    Build,
    Frustum,
    Prism,
    Shape,
    Solid,
    SphereZone,
    add,
    at,
    barrel,
    discs,
    polygon,
    rectangle,
    tube,
)
from packfab.io.glb import Look, Shown, glb_bytes, staged
from packfab.io.glb_mesh import Mesh, mesh_of
from packfab.units import um

LOOKS = {"silicon": Look("#808080"), "EMC": Look("#202020", alpha=0.3)}
WIDE, TYPES = {5126: "<f4", 5123: "<u2", 5125: "<u4"}, {"SCALAR": 1, "VEC3": 3}


def read(data: bytes) -> tuple[dict[str, Any], list[NDArray[Any]]]:
    """The document and the accessors of a GLB, read with nothing but the standard."""
    magic, version, total = struct.unpack_from("<4sII", data)
    assert (magic, version, total) == (b"glTF", 2, len(data))
    size, kind = struct.unpack_from("<I4s", data, 12)
    assert kind == b"JSON"
    document = json.loads(data[20 : 20 + size])
    length, kind = struct.unpack_from("<I4s", data, 20 + size)
    assert kind == b"BIN\0"
    assert 28 + size + length == total
    binary = data[28 + size :]
    arrays = []
    for accessor in document["accessors"]:
        view = document["bufferViews"][accessor["bufferView"]]
        assert view["byteOffset"] % 4 == 0
        raw = binary[view["byteOffset"] : view["byteOffset"] + view["byteLength"]]
        values = np.frombuffer(raw, WIDE[accessor["componentType"]]).reshape(-1, TYPES[accessor["type"]])
        assert len(values) == accessor["count"]
        arrays.append(values)
    return document, arrays


def solids_of(document: dict[str, Any]) -> list[dict[str, Any]]:
    root = document["nodes"][document["scenes"][0]["nodes"][0]]
    return [document["nodes"][child] for child in root["children"]]


def volume(mesh: Mesh) -> float:
    a, b, c = (mesh.vertices[mesh.triangles[:, i]] for i in range(3))
    return float((a * np.cross(b, c)).sum() / 6)


RING = polygon([(0, 0), (9_000, 0), (9_000, 6_000), (0, 6_000)], [(1_000, 1_000), (3_000, 1_000), (2_000, 4_000)])
L_SHAPE = polygon([(0, 0), (9_000, 0), (9_000, 3_000), (2_000, 3_000), (2_000, 8_000), (0, 8_000)])
BODIES: dict[str, Shape] = {
    "plate": Prism(rectangle(0, 0, um(3), um(2)), um(1), um(2)),
    "plate with a hole": Prism(RING, 0, um(1)),
    "corner": Prism(L_SHAPE, 0, um(1)),
    "two pieces": Prism(rectangle(0, 0, 1_000, 1_000) | rectangle(5_000, 0, 6_000, 1_000), 0, 500),
    "mask with many holes": Prism(
        rectangle(-um(500), -um(500), um(500), um(500))
        - discs([(um(100 * i), um(100 * j)) for i in range(-4, 5) for j in range(-4, 5)], um(30)),
        0,
        um(20),
    ),
    "tapered hole": Prism(RING, 0, um(1), slope=-0.2),
    "disc": Prism(discs([(0, 0)], um(50)), 0, um(10)),
    "via": Frustum(0, um(30), um(20), um(35)),
    "cone": Frustum(0, um(30), um(20), 0.0),
    "bump": SphereZone(0, um(80), um(40), um(56)),
    "ball": SphereZone(-um(50), um(50), 0.0, um(50)),
    "barrel": barrel(8e14, um(50), um(40), um(60), 0),
}


@pytest.mark.parametrize("name", BODIES)
def test_a_mesh_is_closed(name: str) -> None:
    mesh = mesh_of(BODIES[name])

    _, corner = np.unique(np.rint(mesh.vertices * 1e3), axis=0, return_inverse=True)
    triangles = corner.reshape(-1)[mesh.triangles]
    directed = np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]])
    edges, count = np.unique(directed, axis=0, return_counts=True)
    back, back_count = np.unique(directed[:, ::-1], axis=0, return_counts=True)

    assert np.array_equal(edges, back)
    assert np.array_equal(count, back_count)


@pytest.mark.parametrize("name", BODIES)
def test_a_mesh_has_the_volume_of_the_body(name: str) -> None:
    body = BODIES[name]

    measured = volume(mesh_of(body))

    assert measured == pytest.approx(body.volume, rel=1e-6 if isinstance(body, Prism) else 0.02)


@pytest.mark.parametrize("name", BODIES)
def test_normals_look_outward_with_their_triangles(name: str) -> None:
    mesh = mesh_of(BODIES[name])

    a, b, c = (mesh.vertices[mesh.triangles[:, i]] for i in range(3))
    faces = np.cross(b - a, c - a)
    shade = sum(mesh.normals[mesh.triangles[:, i]] for i in range(3))

    assert np.allclose(np.linalg.norm(mesh.normals, axis=1), 1)
    assert ((faces * shade).sum(axis=1) > -1e-6 * np.linalg.norm(faces, axis=1).max()).all()


def test_a_wire_is_closed_and_nearly_true_in_volume() -> None:
    wire = tube(np.array([[0, 0, 0], [0, 0, 90], [200, 0, 150], [900, 100, -200]]) * 1e3, 12_500.0)

    mesh = mesh_of(wire)

    assert volume(mesh) == pytest.approx(np.pi * 12_500**2 * wire.length, rel=0.05)


def test_boxes_survive_the_way_through_the_file() -> None:
    die = Solid("die", Prism(rectangle(um(7), um(1), um(19), um(5)), um(100), um(400)), "silicon", "die")
    bump = Solid("bump", SphereZone(0, um(80), um(40), um(56)), "SAC305", "bump", at([(um(1), um(2)), (um(30), um(2))]))

    document, arrays = read(glb_bytes([die, bump], looks=LOOKS))
    origin = np.array(document["nodes"][-1]["extras"]["origin_nm"])
    node = solids_of(document)[0]
    position = document["meshes"][node["mesh"]]["primitives"][0]["attributes"]["POSITION"]
    corners = arrays[position] * 1e9 + np.array(node["translation"]) * 1e9 + origin

    assert corners.min(axis=0) == pytest.approx([um(7), um(1), um(100)], abs=1)
    assert corners.max(axis=0) == pytest.approx([um(19), um(5), um(400)], abs=1)
    assert document["accessors"][position]["max"] == pytest.approx(arrays[position].max(axis=0).tolist())


def test_an_array_is_one_instanced_node() -> None:
    places = at([(um(1), um(2)), (um(30), um(2)), (um(60), um(9))])
    bump = Solid("bump", Frustum(0, um(80), um(40), um(40)), "SAC305", "bump", places, ("A", "B", "A"), "U1", 4)

    document, arrays = read(glb_bytes([bump], looks=LOOKS))
    node = solids_of(document)[0]
    moved = arrays[node["extensions"]["EXT_mesh_gpu_instancing"]["attributes"]["TRANSLATION"]] * 1e9
    origin = document["nodes"][-1]["extras"]["origin_nm"]

    assert document["extensionsRequired"] == ["EXT_mesh_gpu_instancing"]
    assert moved[:, :2] + origin[:2] == pytest.approx(places, abs=1)
    assert node["extras"] == {
        "id": "0:bump",
        "order": 0,
        "name": "bump",
        "part": "U1",
        "material": "SAC305",
        "role": "bump",
        "nets": ["A", "B", "A"],
        "step_in": 4,
        "step_out": None,
        "mode": "over",
        "index": None,
    }


def test_a_material_may_look_different_in_a_role_of_its_own() -> None:
    body = Prism(rectangle(0, 0, 1000, 1000), 0, 1000)
    solids = [Solid("mold", body, "EMC", "encapsulant"), Solid("flash", body, "EMC", "flash")]

    document, _ = read(glb_bytes(solids, looks={"EMC": Look("#000000", 0.3), ("EMC", "flash"): Look("#ffffff")}))

    factors = [m["pbrMetallicRoughness"]["baseColorFactor"] for m in document["materials"]]
    assert factors == [[0, 0, 0, 0.3], [1, 1, 1, 1]]


def test_looks_become_linear_colours_with_opacity() -> None:
    solid = Solid("mold", Prism(rectangle(0, 0, 9, 9), 0, 9), "EMC", "encapsulant")

    document, _ = read(glb_bytes([solid], looks={"EMC": Look("#ff8000", alpha=0.3)}))
    material = document["materials"][0]

    assert material["pbrMetallicRoughness"]["baseColorFactor"] == pytest.approx([1, 0.21586, 0, 0.3], abs=1e-5)
    assert material["alphaMode"] == "BLEND"


def test_a_solid_that_changes_ends_where_the_new_one_begins() -> None:
    core = Solid("core", Prism(rectangle(0, 0, 9, 9), 0, 9), "BT", "dielectric", step=1)
    mold = Solid("mold", Prism(rectangle(0, 0, 9, 9), 9, 30), "EMC", "encapsulant", step=2, mode="under")
    thin = Solid("mold", Prism(rectangle(0, 0, 9, 9), 9, 20), "EMC", "encapsulant", step=2, mode="under")
    ball = Solid("ball", Frustum(-9, 0, 3, 3), "SAC305", "ball", step=4)
    builds = [(1, [core]), (2, [core, mold]), (3, [core, thin]), (4, [core, thin, ball])]

    shown = staged([(step, add(Build(), solids)) for step, solids in builds])

    assert sorted((s.solid.name, s.step_in, s.step_out or 0) for s in shown) == [
        ("ball", 4, 0),
        ("core", 1, 0),
        ("mold", 2, 3),
        ("mold", 3, 0),
    ]
    assert [s.solid.name for s in shown if s.step_out is None] == ["core", "mold", "ball"]
    assert {s.solid.name: s.index for s in shown if s.step_out is None} == {"core": 0, "mold": 1, "ball": 2}


def test_a_cut_leaves_no_body_but_a_hole() -> None:
    core = Solid("core", Prism(rectangle(0, 0, um(9), um(9)), 0, um(9)), "BT", "dielectric", step=1)
    hole = Solid("hole", Prism(rectangle(um(3), um(3), um(6), um(6)), 0, um(9)), "", "hole", step=2, mode="cut")

    shown = staged([(1, add(Build(), core)), (2, add(Build(), [core, hole]))])

    assert [(s.step_in, s.step_out, s.solid.shape.volume) for s in shown] == [
        (2, None, pytest.approx(72 * 9 * 1e9)),
        (1, 2, pytest.approx(81 * 9 * 1e9)),
    ]


def test_an_empty_package_is_a_file_too() -> None:
    data = glb_bytes([], looks={})

    assert struct.unpack_from("<4sII", data) == (b"glTF", 2, len(data))


def test_a_far_package_keeps_its_nanometres() -> None:
    far = um(600_000)
    solid = Solid("pad", Prism(rectangle(far, far, far + 50, far + 50), 0, 50), "copper", "pad")

    document, arrays = read(glb_bytes([solid], looks=LOOKS))

    assert np.ptp(arrays[0], axis=0) * 1e9 == pytest.approx([50, 50, 50], rel=1e-5)
    assert document["nodes"][-1]["extras"]["origin_nm"] == [far + 25, far + 25, 0]


def test_ten_thousand_bumps_are_small_and_quick() -> None:
    grid = at([(um(100 * i), um(100 * j)) for i in range(100) for j in range(100)])
    bump = Shown(Solid("bump", SphereZone(0, um(80), um(40), um(56)), "SAC305", "bump", grid), 1)

    start = time.process_time()
    data = glb_bytes([bump], looks=LOOKS)
    spent = time.process_time() - start

    assert 100_000 < len(data) < 1_000_000
    assert spent < 0.1
