// SPDX-License-Identifier: Apache-2.0
// Which metal belongs to the chosen net? The box that chooses one, and its bodies drawn over all that is dimmed.
//
// The list of nets in the page knows them and tells the choice by the event packfab:net; this side asks for one by
// packfab:choose. A net is drawn as instances of its own, so that an array of any size is left as it is.

import * as THREE from "three";
import { el } from "./dom.js";

const COLOUR = 0xff6a08;
const DIMMED = 0.035;

/** The bodies of a net as meshes of their own; the rest is dimmed while one is shown. */
export class NetBodies {
  constructor(stage) {
    this.stage = stage;
    this.meshes = [];
    this.material = new THREE.MeshPhongMaterial({
      color: COLOUR,
      specular: 0x303030,
      shininess: 30,
      emissive: 0x401800,
      side: THREE.DoubleSide,
      clippingPlanes: [stage.plane],
    });
  }

  /** `hits`: solid -> places. Gives the box of the bodies (metres about the local origin), null when cleared. */
  show(hits) {
    for (const { mesh } of this.meshes) {
      mesh.removeFromParent();
      mesh.dispose();
    }
    this.meshes = [];
    this.stage.dim(hits === null ? null : DIMMED);
    if (hits === null) return null;
    const box = new THREE.Box3();
    const matrix = new THREE.Matrix4();
    for (const [solid, places] of hits) {
      const mesh = new THREE.InstancedMesh(solid.geometry, this.material, places.length);
      places.forEach((place, index) => {
        mesh.setMatrixAt(index, matrix.makeTranslation(solid.places[place]));
        box.union(solid.geometry.boundingBox.clone().translate(solid.places[place]));
      });
      mesh.frustumCulled = false;
      mesh.renderOrder = 1;
      this.meshes.push({ solid, mesh });
      this.stage.world.add(mesh);
    }
    this.lift();
    return box;
  }

  /** Follows the solids when parts are lifted off one another. */
  lift() {
    for (const { solid, mesh } of this.meshes) mesh.position.z = solid.lift;
  }

  get count() {
    return this.meshes.reduce((sum, { mesh }) => sum + mesh.count, 0);
  }
}

/** The box in the side panel; `names` of all nets. `actions`: closeUp(). */
export class NetBox {
  constructor(names, actions) {
    this.names = new Set(names);
    this.input = el("input", {
      type: "search",
      placeholder: `Choose one of ${names.length} nets`,
      "aria-label": "Net to highlight",
      spellcheck: "false",
      list: "packfab-net-names",
      onchange: () => this.ask(this.input.value.trim()),
      oninput: () => {
        const text = this.input.value.trim();
        if (!text || this.names.has(text)) this.ask(text);
      },
    });
    this.state = el("output", { class: "pv-net-state", "aria-live": "polite" });
    this.near = el("button", { type: "button", text: "close up", disabled: true, onclick: () => actions.closeUp() });
    this.list = el("a", { href: "#connectivity", text: "list" });
    this.element = el(
      "div",
      { class: "pv-net" },
      el("div", { class: "pv-layers-head" }, el("strong", { text: "Net" }), this.list, this.near),
      this.input,
      this.state,
    );
  }

  ask(name) {
    if (name && !this.names.has(name)) {
      this.state.textContent = "No net has this name";
      return;
    }
    document.dispatchEvent(new CustomEvent("packfab:choose", { detail: name || null }));
  }

  show(net) {
    this.near.disabled = net === null;
    this.input.value = net ? net.name : "";
    this.state.textContent = net ? `${net.state}, ${net.bodies} bod${net.bodies === 1 ? "y" : "ies"}; Escape clears` : "";
  }
}
