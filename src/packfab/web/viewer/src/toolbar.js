// SPDX-License-Identifier: Apache-2.0
// Which knobs turn the picture? Views, projection, z factor, explode, opacity, picture and full screen.

import { el } from "./dom.js";

function group(caption, ...items) {
  return el("div", { class: "pv-group" }, caption ? el("span", { class: "pv-caption", text: caption }) : null, ...items);
}

function button(text, label, action) {
  return el("button", { type: "button", text, "aria-label": label, title: label, onclick: action });
}

function range({ label, min, max, step, value, text }, changed) {
  const readout = el("output", { class: "pv-readout", text: text(value) });
  const input = el("input", {
    type: "range",
    min: String(min),
    max: String(max),
    step: String(step),
    value: String(value),
    "aria-label": label,
    oninput: () => {
      readout.textContent = text(Number(input.value));
      changed(Number(input.value));
    },
  });
  return [input, readout];
}

/** The row of controls over the picture; `act` has one function for each knob. */
export function toolbar(act, section, mold, cast) {
  const views = el("span", { class: "pv-segments" });
  for (const name of ["iso", "top", "bottom", "front"]) views.append(button(name, `View: ${name}`, () => act.preset(name)));
  const projection = button("orthographic", "Parallel or perspective projection", () => {
    const next = projection.getAttribute("aria-pressed") === "true" ? "perspective" : "orthographic";
    act.project(next);
  });
  projection.classList.add("pv-parallel");
  projection.setAttribute("aria-pressed", "false");
  const share = (value) => `${Math.round(100 * value)} %`;
  return el(
    "div",
    { class: "pv-bar", role: "toolbar", "aria-label": "View controls" },
    group("View", views, projection),
    section,
    group("z scale", ...range({ label: "Exaggerated z", min: 1, max: 10, step: 0.5, value: 1, text: (v) => `× ${v}` }, act.stretch)),
    group("Explode", ...range({ label: "Explode along z", min: 0, max: 1, step: 0.02, value: 0, text: share }, act.explode)),
    mold === null
      ? null
      : group(cast ? "Encapsulant" : "Coats", ...range({ label: cast ? "Opacity of the encapsulant" : "Opacity of clear coats", min: 0.05, max: 1, step: 0.05, value: mold, text: share }, act.opacity)),
    group("", button("PNG", "Save the picture as PNG", act.picture), button("full screen", "Full screen", act.fullScreen)),
  );
}
