// SPDX-License-Identifier: Apache-2.0
// How does the 3-D view of a report start? Reads the data blocks of the page, builds the view, keys and test hook.
//
// The page holds <div id="packfab-viewer">, <script id="packfab-glb"> (base64) and
// <script id="packfab-steps"> (JSON). Nothing is fetched.

import { el } from "./dom.js";
import { MM, loadModel } from "./model.js";
import { NetBodies, NetBox } from "./net.js";
import { Hover, ScaleBar, Triad } from "./overlays.js";
import { Section, telling } from "./section.js";
import { Stage } from "./stage.js";
import { Steps } from "./steps.js";
import { toolbar } from "./toolbar.js";
import { Tree } from "./tree.js";
import { View } from "./view.js";

const NO_WEBGL =
  "This browser gives no WebGL 2, so the 3-D view is off. All drawings and tables of this report are complete without it. " +
  "To see the view, switch on hardware acceleration or open the file in another browser.";

function bytesOf(base64) {
  const text = atob(base64.replace(/\s+/g, ""));
  return Uint8Array.from(text, (character) => character.charCodeAt(0)).buffer;
}

function refuse(host, message) {
  host.replaceChildren(el("p", { class: "pv-refusal", role: "status", text: message }));
  host.dataset.state = "refused";
  window.packfab = { refused: message };
}

function canDraw() {
  const probe = document.createElement("canvas").getContext("webgl2", { stencil: true });
  probe?.getExtension("WEBGL_lose_context")?.loseContext();
  return probe !== null;
}

class Viewer {
  constructor(host, model, steps) {
    this.host = host;
    this.model = model;
    this.waiting = false;
    this.chosen = null;
    const clear = model.solids.filter((solid) => solid.alpha < 1);
    const cast = clear.filter((solid) => solid.role === "encapsulant" || solid.role === "void");
    // other clear things, such as coats and a glass panel, keep their own opacity
    this.encapsulant = cast.length ? cast : clear;
    this.cast = cast.length > 0;
    this.canvas = el("canvas", {
      class: "pv-canvas",
      tabindex: "0",
      role: "application",
      "aria-label": "3-D view. Arrow keys turn, plus and minus zoom, comma and period change the step, 1 to 4 choose the view, s cuts.",
    });
    this.stage = new Stage(this.canvas, model);
    this.view = new View(this.canvas, () => this.request());
    this.steps = new Steps(steps, (number) => this.stepChosen(number));
    this.section = new Section(model.bounds, telling(model.solids, model.bounds, model.origin), (section) => this.cut(section));
    this.tree = new Tree(model.solids, {
      shown: () => this.refresh(),
      searched: (hits) => this.run(() => this.stage.highlight(hits)),
      hovered: (members) => this.run(() => this.glow(members)),
    });
    this.net = new NetBodies(this.stage);
    const names = window.packfabNets?.names ?? [];
    this.netBox = names.length ? new NetBox(names, { closeUp: () => this.closeUp() }) : null;
    this.scale = new ScaleBar();
    this.triad = new Triad();
    this.hover = new Hover();
    this.build();
    this.listen();
    this.resize();
    this.view.fit(this.stage.drawnBounds(), "iso");
    this.stepChosen(this.steps.number);
  }

  build() {
    const mold = this.encapsulant.length ? this.encapsulant[0].alpha : null;
    this.frame = el(
      "div",
      { class: "pv-stage" },
      this.canvas,
      this.triad.element,
      this.scale.element,
      this.hover.element,
      this.section.handle,
    );
    const bar = toolbar(this.actions(), this.section.element, mold, this.cast);
    this.parallel = bar.querySelector(".pv-parallel");
    const keys = "Drag turns, right drag moves, wheel zooms after a click. Keys: arrows turn, + and − zoom, comma and period step, space plays, 1 to 4 views, s section.";
    this.host.replaceChildren(
      bar,
      el(
        "div",
        { class: "pv-main" },
        el("div", { class: "pv-left" }, this.frame, this.steps.bar),
        el("aside", { class: "pv-side" }, this.netBox?.element ?? null, this.steps.card, this.tree.element),
      ),
      el("p", { class: "pv-keys", text: keys }),
    );
    this.host.dataset.state = "ready";
  }

  actions() {
    return {
      preset: (name) => this.look(name),
      project: (name) => this.run(() => this.project(name)),
      stretch: (factor) => this.rearrange(() => (this.stage.factor = factor)),
      explode: (share) => this.rearrange(() => (this.stage.explosion = share)),
      opacity: (alpha) => this.run(() => this.encapsulant.forEach((solid) => this.stage.opacity(solid, alpha))),
      picture: () => this.save(),
      fullScreen: () => (document.fullscreenElement ? document.exitFullscreen() : this.host.requestFullscreen()),
    };
  }

  /** A preset view; the plan and front views are drawn without perspective, as drawings are. */
  look(name) {
    this.run(() => {
      this.project(name === "iso" ? "perspective" : "orthographic");
      this.view.fit(this.stage.drawnBounds(), name);
    });
  }

  project(name) {
    this.view.project(name);
    this.parallel.setAttribute("aria-pressed", String(name === "orthographic"));
  }

  run(change) {
    change();
    this.request();
  }

  /** Shows the net that the page tells of, null for none; it stands at the end of the process. */
  showNet(net) {
    this.chosen = net;
    this.netBox?.show(net);
    let hits = null;
    if (net) {
      if (Number.isFinite(this.steps.number)) this.steps.user(Infinity);
      const places = new Map(net.hits);
      const own = this.model.solids.filter((solid) => solid.stepOut === Infinity && places.has(solid.built));
      hits = new Map(own.map((solid) => [solid, places.get(solid.built).filter((place) => place < solid.places.length)]));
    }
    this.run(() => (this.netRoom = this.net.show(hits)));
  }

  /** The camera goes to the net. */
  closeUp() {
    if (!this.netRoom || this.netRoom.isEmpty()) return;
    const box = this.netRoom.clone();
    for (const corner of [box.min, box.max]) corner.multiplyScalar(MM).setZ(corner.z * this.stage.factor);
    const spare = 0.12 * box.getSize(box.min.clone()).length();
    this.run(() => this.view.fit(box.expandByScalar(spare)));
  }

  rearrange(change) {
    change();
    this.stage.arrange();
    this.net.lift();
    this.view.fit(this.stage.drawnBounds());
    this.request();
  }

  refresh() {
    this.stage.show();
    this.tree.refresh((solid) => this.stage.standing(solid));
    this.request();
  }

  stepChosen(number) {
    this.stage.step = number;
    this.refresh();
    document.dispatchEvent(new CustomEvent("packfab:step", { detail: number }));
  }

  cut(section) {
    this.run(() => {
      this.stage.section = section;
      this.stage.cut();
    });
  }

  glow(members) {
    for (const solid of this.model.solids) this.stage.glow(solid, members.includes(solid));
  }

  request() {
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => this.draw());
  }

  draw() {
    this.waiting = false;
    this.view.hold(this.stage.drawnBounds());
    this.stage.draw(this.view.camera);
    this.scale.update(this.view.pixelsPerMillimetre(), this.stage.factor);
    this.triad.update(this.view.triad());
    this.section.follow((point) => {
      const drawn = point.clone().sub(this.model.origin);
      drawn.z *= this.stage.factor;
      return this.view.onScreen(drawn);
    });
  }

  resize() {
    const { clientWidth: width, clientHeight: height } = this.frame;
    if (!width || !height) return;
    this.stage.resize(width, height);
    this.view.resize(width, height);
    this.request();
  }

  listen() {
    const first = this.frame.clientWidth;
    new ResizeObserver(() => {
      this.resize();
      if (!first && this.frame.clientWidth) this.request();
    }).observe(this.frame);
    const dark = window.matchMedia("(prefers-color-scheme: dark)");
    const repaint = () => this.run(() => this.stage.background(getComputedStyle(this.frame).backgroundColor));
    dark.addEventListener("change", repaint);
    repaint();
    const zoom = (on) => () => (this.view.controls.enableZoom = on);
    this.canvas.addEventListener("pointerdown", () => this.canvas.focus({ preventScroll: true }));
    this.canvas.addEventListener("focus", zoom(true));
    this.canvas.addEventListener("blur", zoom(false));
    this.canvas.addEventListener("pointermove", (event) => this.point(event));
    this.canvas.addEventListener("pointerleave", () => this.leave());
    this.canvas.addEventListener("keydown", (event) => this.key(event));
    window.addEventListener("beforeprint", () => this.print());
    document.addEventListener("packfab:net", (event) => this.showNet(event.detail));
  }

  point(event) {
    this.pointer = { x: event.offsetX, y: event.offsetY, buttons: event.buttons };
    if (this.looking) return;
    this.looking = true;
    requestAnimationFrame(() => {
      this.looking = false;
      if (!this.pointer || this.pointer.buttons) return;
      const { x, y } = this.pointer;
      const { width, height } = this.view.size;
      const solid = this.stage.pick(this.view.camera, x, y, width, height);
      const place = solid ? this.stage.placeAt(solid, this.view.camera, x, y, width, height) : 0;
      this.hover.show(solid, place);
      this.run(() => this.glow(solid ? [solid] : []));
    });
  }

  leave() {
    this.pointer = null;
    this.hover.show(null, 0);
    this.run(() => this.glow([]));
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const angle = Math.PI / 36;
    const acts = {
      ArrowLeft: () => this.view.turn(-angle, 0),
      ArrowRight: () => this.view.turn(angle, 0),
      ArrowUp: () => this.view.turn(0, angle),
      ArrowDown: () => this.view.turn(0, -angle),
      "+": () => this.view.zoom(1.15),
      "=": () => this.view.zoom(1.15),
      "-": () => this.view.zoom(1 / 1.15),
      ",": () => this.steps.user(this.steps.index - 1),
      ".": () => this.steps.user(this.steps.index + 1),
      " ": () => this.steps.play(),
      s: () => this.section.set(this.section.axis === null ? "y" : null),
    };
    ["iso", "top", "bottom", "front"].forEach((name, index) => {
      acts[String(index + 1)] = () => this.look(name);
    });
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    this.run(act);
  }

  /** The picture as a data address; drawn now, since the buffer is not kept between frames. */
  picture() {
    this.draw();
    return this.canvas.toDataURL("image/png");
  }

  save() {
    const link = el("a", { href: this.picture(), download: `${document.title.replace(/[^\w-]+/g, "-") || "package"}.png` });
    link.click();
  }

  print() {
    const still = document.getElementById("packfab-still");
    if (still) still.src = this.picture();
  }

  hook() {
    return {
      state: () => ({
        step: this.steps.number,
        steps: this.steps.steps.map((step) => step.number),
        solids: this.model.solids.length,
        visible: this.visibleCount(),
        section: { ...this.stage.section },
        zFactor: this.stage.factor,
        projection: this.view.projection,
        preset: this.view.preset,
        net: this.chosen?.name ?? null,
        netBodies: this.net.count,
      }),
      setStep: (number) => {
        this.steps.stop();
        this.steps.set(number);
      },
      setSection: (axis, position, flip = false) => {
        this.section.flip = flip;
        this.section.set(axis, position);
      },
      visibleCount: () => this.visibleCount(),
      find: (text) => {
        this.tree.search.value = text;
        this.tree.find(text);
      },
      at: (x, y) => this.stage.pick(this.view.camera, x, y, this.view.size.width, this.view.size.height)?.name ?? null,
    };
  }

  visibleCount() {
    return this.model.solids.filter((solid) => solid.mesh.visible).length;
  }
}

async function start() {
  const host = document.getElementById("packfab-viewer");
  const data = document.getElementById("packfab-glb");
  if (!host || !data) return;
  if (!canDraw()) {
    refuse(host, NO_WEBGL);
    return;
  }
  const steps = JSON.parse(document.getElementById("packfab-steps").textContent);
  const model = await loadModel(bytesOf(data.textContent));
  if (model.solids.length === 0) {
    refuse(host, "The package has no solids, so there is nothing to show in 3-D.");
    return;
  }
  const viewer = new Viewer(host, model, steps);
  window.packfab = viewer.hook();
  document.dispatchEvent(new CustomEvent("packfab:ready"));
}

start().catch((fault) => {
  const host = document.getElementById("packfab-viewer");
  if (host) refuse(host, `The 3-D view could not be built: ${fault.message}. The drawings and tables below do not depend on it.`);
});
