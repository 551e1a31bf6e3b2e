// SPDX-License-Identifier: Apache-2.0
// Which solids stand in the file? Reads the GLB into a flat list of solids in log order.
//
// Geometry stays in metres about a local origin (as the file has it); boxes are millimetres in the
// coordinates of the package. Every solid becomes one InstancedMesh, also where it has one place.

import * as THREE from "three";
import { GLTFLoader } from "three/addons/loaders/GLTFLoader.js";

export const MM = 1000;

function parse(buffer) {
  return new Promise((resolve, reject) => new GLTFLoader().parse(buffer, "", resolve, reject));
}

function placesOf(mesh) {
  if (!mesh.isInstancedMesh) return [mesh.position.clone()];
  const matrix = new THREE.Matrix4();
  return Array.from({ length: mesh.count }, (_, index) => {
    mesh.getMatrixAt(index, matrix);
    return new THREE.Vector3().setFromMatrixPosition(matrix).add(mesh.position);
  });
}

function instanced(geometry, places, material) {
  const mesh = new THREE.InstancedMesh(geometry, material, places.length);
  const matrix = new THREE.Matrix4();
  places.forEach((place, index) => mesh.setMatrixAt(index, matrix.makeTranslation(place)));
  mesh.frustumCulled = false;
  return mesh;
}

function boxOf(geometry, places, origin) {
  geometry.computeBoundingBox();
  const box = new THREE.Box3();
  for (const place of places) box.union(geometry.boundingBox.clone().translate(place));
  box.min.multiplyScalar(MM).add(origin);
  box.max.multiplyScalar(MM).add(origin);
  return box;
}

function solidOf(mesh, origin) {
  const extras = mesh.userData;
  const places = placesOf(mesh);
  const source = mesh.material;
  return {
    id: String(extras.id ?? extras.name),
    order: Number(extras.order ?? 0),
    name: String(extras.name ?? mesh.name),
    part: String(extras.part ?? ""),
    material: String(extras.material ?? ""),
    role: String(extras.role ?? ""),
    nets: Array.isArray(extras.nets) ? extras.nets : [],
    netCount: Array.isArray(extras.nets) ? extras.nets.length : Number(extras.nets ?? 0),
    stepIn: Number(extras.step_in ?? 0),
    stepOut: extras.step_out == null ? Infinity : Number(extras.step_out),
    mode: String(extras.mode ?? "over"),
    built: extras.index ?? null, // its number in the finished build
    colour: source.color.clone(),
    alpha: source.opacity,
    metal: source.metalness > 0.5,
    geometry: mesh.geometry,
    places,
    box: boxOf(mesh.geometry, places, origin),
    mesh: instanced(mesh.geometry, places, source),
    shown: true,
  };
}

/** Solids of a GLB in log order, the local origin (mm) and the bounding box of all (mm). */
export async function loadModel(buffer) {
  const gltf = await parse(buffer);
  const meshes = [];
  let origin = new THREE.Vector3();
  gltf.scene.traverse((node) => {
    if (node.userData.origin_nm) origin = new THREE.Vector3(...node.userData.origin_nm).multiplyScalar(1e-6);
    if (node.isMesh) meshes.push(node);
  });
  const solids = meshes.map((mesh) => solidOf(mesh, origin)).sort((a, b) => a.order - b.order);
  const bounds = new THREE.Box3();
  solids.forEach((solid, index) => {
    solid.index = index;
    bounds.union(solid.box);
  });
  return { solids, origin, bounds };
}

/** Solids from bottom to top of the paint: an 'under' fill goes beneath all that was there before it. */
export function paintOrder(solids) {
  const stack = [];
  for (const solid of solids) {
    if (solid.mode === "under") stack.unshift(solid);
    else stack.push(solid);
  }
  return stack;
}
