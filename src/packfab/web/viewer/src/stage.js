// SPDX-License-Identifier: Apache-2.0
// What is drawn, and how? The renderer, the solids with their edges, the section and the picking pass.

import * as THREE from "three";
import { Caps, FRAME_MARGIN } from "./caps.js";
import { sharpEdges } from "./edges.js";
import { MM, paintOrder } from "./model.js";

const AXES = { x: new THREE.Vector3(1, 0, 0), y: new THREE.Vector3(0, 1, 0), z: new THREE.Vector3(0, 0, 1) };
// The usual view comes from +x, -y, +z: the half that is taken away is the near one.
const KEPT = { x: -1, y: 1, z: -1 };
const EDGE_BUDGET = 300000;
const MOST_CORNERS = 50000;
const HIGHLIGHT = new THREE.Color(1.0, 0.42, 0.03);
const REST = new THREE.Color(0.5, 0.52, 0.55);
const WHITE = new THREE.Color(1, 1, 1);

function skin(solid, rank, count, plane) {
  return new THREE.MeshPhongMaterial({
    color: solid.colour,
    specular: solid.metal ? 0x4a4a4a : 0x0a0a0a,
    shininess: solid.metal ? 40 : 12,
    transparent: solid.alpha < 1,
    opacity: solid.alpha,
    depthWrite: solid.alpha >= 1,
    clippingPlanes: [plane],
    polygonOffset: true,
    polygonOffsetFactor: 1,
    polygonOffsetUnits: 2 * (count - rank) + 2,
  });
}

/** Ranks of solids in paint order; neighbours of one part and role, such as the traces of a layer, share one. */
function ranksOf(painted) {
  let rank = 0;
  return painted.map(({ part, role }, index) => {
    const before = painted[index - 1];
    if (before && (before.part !== part || before.role !== role)) rank += 1;
    return rank;
  });
}

function ghost(solid, plane) {
  const id = solid.index + 1;
  const material = new THREE.MeshBasicMaterial({
    clippingPlanes: [plane],
    polygonOffset: true,
    polygonOffsetFactor: solid.mesh.material.polygonOffsetFactor,
    polygonOffsetUnits: solid.mesh.material.polygonOffsetUnits,
  });
  material.color.setRGB((id & 255) / 255, ((id >> 8) & 255) / 255, (id >> 16) / 255, THREE.LinearSRGBColorSpace);
  return material;
}

function edgesOf(solid, plane) {
  if (solid.geometry.attributes.position.count > MOST_CORNERS) return null;
  const edges = sharpEdges(solid.geometry);
  if (edges.length * solid.places.length > EDGE_BUDGET) return null;
  const points = new Float32Array(edges.length * solid.places.length);
  solid.places.forEach((place, index) => {
    const start = index * edges.length;
    for (let i = 0; i < edges.length; i += 3) {
      points[start + i] = edges[i] + place.x;
      points[start + i + 1] = edges[i + 1] + place.y;
      points[start + i + 2] = edges[i + 2] + place.z;
    }
  });
  const geometry = new THREE.BufferGeometry();
  geometry.setAttribute("position", new THREE.BufferAttribute(points, 3));
  const material = new THREE.LineBasicMaterial({
    transparent: true,
    opacity: solid.alpha < 1 ? 0.55 : 0.5,
    clippingPlanes: [plane],
  });
  const lines = new THREE.LineSegments(geometry, material);
  lines.frustumCulled = false;
  return lines;
}

/** Everything that is drawn; knows nothing of buttons. */
export class Stage {
  constructor(canvas, model) {
    this.model = model;
    this.renderer = new THREE.WebGLRenderer({ canvas, antialias: true, stencil: true, powerPreference: "low-power" });
    this.renderer.autoClear = false;
    this.renderer.localClippingEnabled = true;
    this.scene = new THREE.Scene();
    this.world = new THREE.Group();
    this.scene.add(this.world);
    this.paper = new THREE.Color(1, 1, 1);
    this.plane = new THREE.Plane(new THREE.Vector3(0, 0, 1), 1e9);
    this.section = { axis: null, position: 0, flip: false };
    this.step = Infinity;
    this.factor = 1;
    this.explosion = 0;
    this.dimmed = null;
    this.dress();
    this.light();
    this.outline = this.frame();
    this.target = new THREE.WebGLRenderTarget(1, 1, { stencilBuffer: true, depthBuffer: true });
    this.arrange();
    this.show();
  }

  dress() {
    const painted = paintOrder(this.model.solids);
    const ranks = ranksOf(painted);
    painted.forEach((solid, index) => {
      solid.mesh.material = skin(solid, ranks[index], ranks.at(-1) + 1, this.plane);
      solid.skin = solid.mesh.material;
      solid.ghost = ghost(solid, this.plane);
      solid.edges = edgesOf(solid, this.plane);
      this.world.add(solid.mesh);
      if (solid.edges) this.world.add(solid.edges);
    });
    this.caps = new Caps(painted, this.plane, this.paper);
  }

  light() {
    this.scene.add(new THREE.HemisphereLight(0xffffff, 0x8a8f98, 1.7));
    this.lamp = new THREE.DirectionalLight(0xffffff, 1.6);
    this.fill = new THREE.DirectionalLight(0xffffff, 0.5);
    this.scene.add(this.lamp, this.lamp.target, this.fill, this.fill.target);
  }

  frame() {
    const corners = [-0.5, -0.5, 0, 0.5, -0.5, 0, 0.5, 0.5, 0, -0.5, 0.5, 0];
    const geometry = new THREE.BufferGeometry();
    geometry.setAttribute("position", new THREE.Float32BufferAttribute(corners, 3));
    const line = new THREE.LineLoop(geometry, new THREE.LineBasicMaterial({ color: 0xd9480f }));
    line.visible = false;
    this.scene.add(line);
    return line;
  }

  standing(solid) {
    return solid.stepIn <= this.step && this.step < solid.stepOut;
  }

  /** Box of all solids as drawn: mm about the local origin, z stretched. */
  drawnBounds() {
    const box = new THREE.Box3();
    for (const solid of this.model.solids) {
      const lift = solid.lift * MM;
      const low = solid.box.min.clone().sub(this.model.origin);
      const high = solid.box.max.clone().sub(this.model.origin);
      low.z = (low.z + lift) * this.factor;
      high.z = (high.z + lift) * this.factor;
      box.union(new THREE.Box3(low, high));
    }
    return box;
  }

  /** Lifts parts off one another by their height in the stack and stretches z. */
  arrange() {
    const lowest = new Map();
    for (const { part, box } of this.model.solids) lowest.set(part, Math.min(lowest.get(part) ?? Infinity, box.min.z));
    const ranks = [...lowest.entries()].sort((a, b) => a[1] - b[1]).map(([part]) => part);
    const height = (this.model.bounds.max.z - this.model.bounds.min.z) / MM;
    for (const solid of this.model.solids) {
      solid.lift = this.explosion * ranks.indexOf(solid.part) * 0.5 * height;
      solid.mesh.position.z = solid.lift;
      if (solid.edges) solid.edges.position.z = solid.lift;
    }
    for (const { solid, counters } of this.caps.entries) for (const mesh of counters) mesh.position.z = solid.lift;
    for (const world of [this.world, this.caps.world]) world.scale.set(MM, MM, MM * this.factor);
    this.cut();
  }

  /** Puts the clipping plane where the section is, or far away when there is none. */
  cut() {
    const { axis, position, flip } = this.section;
    const on = axis !== null;
    this.caps.scene.visible = on;
    this.outline.visible = on;
    if (!on) {
      this.plane.constant = 1e9;
      return;
    }
    const local = (position - this.model.origin[axis]) * (axis === "z" ? this.factor : 1);
    const sign = KEPT[axis] * (flip ? -1 : 1);
    this.plane.normal.copy(AXES[axis]).multiplyScalar(sign);
    this.plane.constant = -sign * local;
    const box = this.drawnBounds();
    const centre = box.getCenter(new THREE.Vector3());
    const size = box.getSize(new THREE.Vector3()).multiplyScalar(FRAME_MARGIN);
    this.outline.position.copy(centre).setComponent("xyz".indexOf(axis), local);
    this.outline.rotation.set(axis === "y" ? Math.PI / 2 : 0, axis === "x" ? Math.PI / 2 : 0, 0);
    this.outline.scale.set(axis === "x" ? size.z : size.x, axis === "y" ? size.z : size.y, 1);
    this.caps.place(this.outline);
  }

  /** Applies step and check boxes. */
  show() {
    for (const solid of this.model.solids) {
      const visible = this.standing(solid) && solid.shown;
      solid.mesh.visible = visible;
      if (solid.edges) solid.edges.visible = visible;
    }
    this.caps.show((solid) => this.standing(solid));
  }

  /** Marks solids and single places; `hits` maps a solid to true (all of it) or to a set of places. */
  highlight(hits) {
    const searching = hits !== null;
    for (const solid of this.model.solids) {
      const hit = searching ? hits.get(solid) : undefined;
      const faded = searching && !hit;
      const alpha = faded ? 0.07 : hit ? 1 : (this.dimmed ?? solid.alpha);
      this.clarity(solid, alpha);
      if (solid.edges) solid.edges.material.opacity = faded ? 0.15 : 0.5;
      const single = hit instanceof Set;
      solid.skin.color.copy(single ? WHITE : hit ? HIGHLIGHT : solid.colour);
      if (single || solid.mesh.instanceColor) {
        const rest = single ? REST : WHITE;
        for (let i = 0; i < solid.places.length; i++) solid.mesh.setColorAt(i, single && hit.has(i) ? HIGHLIGHT : rest);
        solid.mesh.instanceColor.needsUpdate = true;
      }
      this.caps.set("glow", hit === true ? 0.7 : 0, solid);
    }
  }

  opacity(solid, alpha) {
    solid.alpha = alpha;
    if (this.dimmed === null) this.clarity(solid, alpha);
  }

  /** Makes all solids nearly invisible, or gives them their own look back (null). */
  dim(alpha) {
    if (alpha === this.dimmed) return;
    this.dimmed = alpha;
    for (const solid of this.model.solids) {
      this.clarity(solid, alpha ?? solid.alpha);
      if (solid.edges) solid.edges.material.opacity = alpha === null ? (solid.alpha < 1 ? 0.55 : 0.5) : 0.13;
    }
  }

  clarity(solid, alpha) {
    const clear = alpha < 1;
    if (solid.skin.transparent !== clear) solid.skin.needsUpdate = true;
    Object.assign(solid.skin, { transparent: clear, opacity: alpha, depthWrite: !clear });
  }

  glow(solid, on) {
    solid.skin.emissive.setRGB(...(on ? [0.16, 0.12, 0.02] : [0, 0, 0]));
  }

  background(colour) {
    this.paper.set(colour);
    this.renderer.setClearColor(this.paper, 1);
    const dark = this.paper.r + this.paper.g + this.paper.b < 0.6;
    for (const { edges, colour, alpha } of this.model.solids) {
      if (!edges) continue;
      edges.material.color.copy(colour);
      if (dark && alpha < 1) edges.material.color.lerp(new THREE.Color(1, 1, 1), 0.5);
      else edges.material.color.multiplyScalar(0.3);
    }
  }

  resize(width, height) {
    this.renderer.setPixelRatio(Math.min(window.devicePixelRatio || 1, 2));
    this.renderer.setSize(width, height, false);
  }

  passes(camera) {
    this.renderer.clear(true, true, true);
    if (this.section.axis !== null) this.renderer.render(this.caps.scene, camera);
    this.renderer.render(this.scene, camera);
  }

  draw(camera) {
    const ahead = camera.getWorldDirection(new THREE.Vector3());
    const side = new THREE.Vector3().setFromMatrixColumn(camera.matrixWorld, 0);
    const up = new THREE.Vector3().setFromMatrixColumn(camera.matrixWorld, 1);
    this.lamp.position.copy(ahead).multiplyScalar(-1).addScaledVector(up, 0.6).addScaledVector(side, -0.5);
    this.fill.position.copy(ahead).multiplyScalar(-1).addScaledVector(side, 0.9);
    this.passes(camera);
  }

  /** The solid under a point of the canvas (CSS pixels); see-through ones only where nothing else is. */
  pick(camera, x, y, width, height) {
    camera.setViewOffset(width, height, x, y, 1, 1);
    const hidden = [this.outline, ...this.model.solids.map((solid) => solid.edges)].filter((item) => item?.visible);
    for (const item of hidden) item.visible = false;
    for (const solid of this.model.solids) solid.mesh.material = solid.ghost;
    this.caps.set("picking", true);
    this.renderer.setClearColor(0, 0);
    this.renderer.setRenderTarget(this.target);
    const clear = this.model.solids.filter((solid) => solid.mesh.visible && solid.skin.transparent);
    for (const solid of clear) solid.mesh.visible = false;
    let index = this.sample(camera);
    for (const solid of clear) solid.mesh.visible = true;
    if (index === 0 && clear.length) index = this.sample(camera);
    this.renderer.setRenderTarget(null);
    this.renderer.setClearColor(this.paper, 1);
    this.caps.set("picking", false);
    for (const solid of this.model.solids) solid.mesh.material = solid.skin;
    for (const item of hidden) item.visible = true;
    camera.clearViewOffset();
    return index ? this.model.solids[index - 1] : null;
  }

  sample(camera) {
    const pixel = new Uint8Array(4);
    this.passes(camera);
    this.renderer.readRenderTargetPixels(this.target, 0, 0, 1, 1, pixel);
    return pixel[0] + 256 * pixel[1] + 65536 * pixel[2];
  }

  /** Which place of an array the pointer is on: the nearest one to the ray. */
  placeAt(solid, camera, x, y, width, height) {
    if (solid.places.length === 1) return 0;
    const caster = new THREE.Raycaster();
    caster.setFromCamera(new THREE.Vector2((2 * x) / width - 1, 1 - (2 * y) / height), camera);
    let best = 0;
    let least = Infinity;
    const centre = solid.geometry.boundingBox.getCenter(new THREE.Vector3());
    const point = new THREE.Vector3();
    solid.places.forEach((place, index) => {
      point.copy(place).add(centre).multiplyScalar(MM);
      point.z = (point.z + solid.lift * MM) * this.factor;
      if (this.section.axis !== null && this.plane.distanceToPoint(point) < -0.5 * solid.geometry.boundingSphere.radius * MM) return;
      const distance = caster.ray.distanceSqToPoint(point);
      if (distance < least) [least, best] = [distance, index];
    });
    return best;
  }
}
