// SPDX-License-Identifier: Apache-2.0
// Which metal belongs to a net? The list with search, the chosen net in plan, from the side and as a table.
// The choice is told to the 3-D view by events and kept in the address (#net=NAME); Escape clears it.
(() => {
  "use strict";
  const data = JSON.parse(document.getElementById("packfab-nets").textContent);
  const chapter = document.querySelector(".nets");
  const body = chapter.querySelector(".nets-rows tbody");
  const more = chapter.querySelector(".nets-more");
  const search = chapter.querySelector("input");
  const shown = chapter.querySelector(".nets-shown");
  const hint = shown.innerHTML;
  const filters = [...chapter.querySelectorAll("[data-nets]")];
  const MOST_ROWS = 400;
  const MOST_BODIES = 300;
  const SVG = "http://www.w3.org/2000/svg";
  const nets = new Map(data.nets.map(([name, state, note, components]) => [name, { name, state, note, components: new Set(components) }]));
  const counts = new Map(); // component -> bodies
  for (const solid of data.solids) for (const c of solid.c.flat()) counts.set(c, (counts.get(c) ?? 0) + 1);
  let chosen = null;

  const make = (tag, attributes = {}, text = null) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    if (text !== null) node.textContent = text;
    return node;
  };
  const draw = (tag, attributes = {}, text = null) => {
    const node = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    if (text !== null) node.textContent = text;
    return node;
  };
  const bodiesOf = (net) => [...net.components].reduce((sum, c) => sum + (counts.get(c) ?? 0), 0);

  /** The bodies of a net, from the top down. */
  const members = (net) => {
    const found = [];
    for (const solid of data.solids) {
      solid.c.forEach((c, place) => {
        const own = Array.isArray(c) ? c.some((one) => net.components.has(one)) : net.components.has(c);
        if (own) found.push({ solid, place, x: solid.at[2 * place], y: solid.at[2 * place + 1] });
      });
    }
    return found.sort((a, b) => b.solid.z[1] - a.solid.z[1] || b.solid.z[0] - a.solid.z[0]);
  };

  // --- list -----------------------------------------------------------------------------------------------------
  const row = (net) => {
    const item = make("tr", { "data-net": net.name });
    if (net.note) item.title = net.note;
    const name = make("td");
    name.append(make("button", { type: "button" }, net.name));
    const state = make("td");
    state.append(make("span", { class: `status ${net.state === "whole" ? "met" : "missed"}` }, net.state));
    item.append(name, state, make("td", { class: "number" }, bodiesOf(net)), make("td", { class: "number" }, net.components.size));
    return item;
  };
  const list = () => {
    const text = search.value.trim().toLowerCase();
    const state = filters.find((b) => b.getAttribute("aria-pressed") === "true")?.dataset.nets ?? "";
    const hits = [...nets.values()].filter((net) => net.name.toLowerCase().includes(text) && (!state || (state === "whole") === (net.state === "whole")));
    body.replaceChildren(...hits.slice(0, MOST_ROWS).map(row));
    if (more) more.textContent = hits.length > MOST_ROWS ? `and ${hits.length - MOST_ROWS} more: search for them` : "";
    mark();
    return hits;
  };
  const mark = () => {
    for (const item of body.children) item.toggleAttribute("aria-current", item.dataset.net === chosen?.name);
  };
  search.addEventListener("input", list);
  search.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    const [first] = list();
    if (first) choose(first.name);
  });
  for (const button of filters) {
    button.addEventListener("click", () => {
      filters.forEach((b) => b.setAttribute("aria-pressed", String(b === button)));
      list();
    });
  }
  body.addEventListener("click", (event) => {
    const name = event.target.closest("tr")?.dataset.net;
    if (name !== undefined) choose(name === chosen?.name ? null : name);
  });

  // --- drawings -------------------------------------------------------------------------------------------------
  const ringPath = (ring, x, y) => {
    let text = "";
    for (let i = 0; i < ring.length; i += 2) text += `${i ? "L" : "M"}${ring[i] + x} ${-(ring[i + 1] + y)}`;
    return `${text}Z`;
  };
  const outline = ({ solid, x, y }) => solid.rings.map((ring) => ringPath(ring, x, y)).join("");
  const extent = (solid) => {
    const xs = solid.rings.flatMap((ring) => ring.filter((_, i) => i % 2 === 0));
    const ys = solid.rings.flatMap((ring) => ring.filter((_, i) => i % 2 === 1));
    return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
  };
  let ghosts = null; // the outline of all metal, made once
  const allMetal = () => {
    if (ghosts !== null) return ghosts;
    ghosts = "";
    for (const solid of data.solids) {
      const [x0, y0, x1, y1] = extent(solid);
      const simple = solid.c.length > 200 ? [[x0, y0, x1, y0, x1, y1, x0, y1]] : solid.rings;
      for (let i = 0; i < solid.c.length; i++) for (const ring of simple) ghosts += ringPath(ring, solid.at[2 * i], solid.at[2 * i + 1]);
    }
    return ghosts;
  };
  const plan = (found, near) => {
    const [x0, y0, x1, y1] = near ?? data.box;
    const margin = 0.03 * Math.max(x1 - x0, y1 - y0);
    const box = [x0 - margin, -y1 - margin, x1 - x0 + 2 * margin, y1 - y0 + 2 * margin];
    const root = draw("svg", { viewBox: box.join(" "), class: "nets-plan", role: "img", "aria-label": `Net ${chosen.name} in plan` });
    const line = Math.max(box[2], box[3]) / 500;
    const [bx0, by0, bx1, by1] = data.box;
    root.append(draw("rect", { x: bx0, y: -by1, width: bx1 - bx0, height: by1 - by0, class: "nets-body", "stroke-width": 2 * line }));
    for (const [name, ...ring] of data.dies) {
      root.append(draw("path", { d: ringPath(ring, 0, 0), class: "nets-die", "stroke-width": line }));
      const xs = ring.filter((_, i) => i % 2 === 0);
      const ys = ring.filter((_, i) => i % 2 === 1);
      const size = 9 * line;
      root.append(draw("text", { x: Math.min(...xs) + size / 2, y: -Math.max(...ys) + 1.2 * size, "font-size": size, class: "nets-name" }, name));
    }
    root.append(draw("path", { d: allMetal(), class: "nets-ghost", "stroke-width": 0.4 * line }));
    [...found].reverse().forEach((item) => {
      const path = draw("path", { d: outline(item), class: "nets-hit", "stroke-width": 1.2 * line });
      path.append(draw("title", {}, named(item)));
      item.path = path;
      root.append(path);
    });
    return root;
  };
  const side = (found) => {
    const [x0, , x1] = data.box;
    const [z0, z1] = data.z;
    const stretch = Math.max(1, (0.24 * (x1 - x0)) / (z1 - z0));
    const y = (z) => (z1 - z) * stretch;
    const margin = 0.03 * (x1 - x0);
    const box = [x0 - margin, -margin / 2, x1 - x0 + 2 * margin, (z1 - z0) * stretch + margin];
    const root = draw("svg", { viewBox: box.join(" "), class: "nets-side", role: "img", "aria-label": `Net ${chosen.name} from the side` });
    const line = (x1 - x0) / 500;
    for (const [role, , a, b, low, high] of data.levels) {
      root.append(draw("rect", { x: a, y: y(high), width: b - a, height: (high - low) * stretch, class: `nets-level ${role}`, "stroke-width": 0.6 * line }));
    }
    for (const item of found) {
      const [a, , b] = extent(item.solid);
      const [low, high] = item.solid.z;
      const wide = Math.max(b - a, 2 * line);
      const points = item.solid.path;
      if (points) {
        let text = "";
        for (let i = 0; i < points.length; i += 3) text += `${points[i] + item.x},${y(points[i + 2])} `;
        const wire = draw("polyline", { points: text, class: "nets-wire", "stroke-width": 2.2 * line });
        wire.append(draw("title", {}, named(item)));
        root.append(wire);
        continue;
      }
      const bar = draw("rect", { rx: item.solid.role === "ball" ? wide / 3 : 0, x: item.x + (a + b - wide) / 2, y: y(high), width: wide, height: Math.max((high - low) * stretch, line), class: "nets-hit", "stroke-width": 0.5 * line });
      bar.append(draw("title", {}, named(item)));
      root.append(bar);
    }
    const figure = make("figure");
    const times = stretch > 1.05 ? `z stretched ${stretch.toFixed(1)} ×` : "to scale";
    figure.append(root, make("figcaption", {}, `from the side (towards +y), ${times}`));
    return figure;
  };
  const named = ({ solid, place }) => `${solid.name} ${solid.first + place} (${solid.role}, ${solid.part || "–"})`;
  const around = (found) => {
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (const { solid, x, y } of found) {
      const [a, b, c, d] = extent(solid);
      box[0] = Math.min(box[0], a + x);
      box[1] = Math.min(box[1], b + y);
      box[2] = Math.max(box[2], c + x);
      box[3] = Math.max(box[3], d + y);
    }
    const spare = Math.max(box[2] - box[0], box[3] - box[1], 200) * 0.15;
    return [box[0] - spare, box[1] - spare, box[2] + spare, box[3] + spare];
  };

  /** A wire arches over its pad: put what it joins in the order of the current, where the first of it stands. */
  const bonded = (groups, part) => {
    const own = ["pad", "ball bond", "wire", "stitch"].map((role) => `${part}/${role}`).filter((key) => groups.has(key));
    const all = [...groups];
    groups.clear();
    for (const [key, group] of all) {
      if (!own.includes(key)) groups.set(key, group);
      else if (!groups.has(key)) for (const next of own) groups.set(next, all.find(([one]) => one === next)[1]);
    }
  };

  /** From pad to ball in words: what the net is made of, from the top down. */
  const chain = (found) => {
    const groups = new Map();
    for (const { solid } of found) {
      const key = `${solid.part}/${solid.role}`;
      if (!groups.has(key)) groups.set(key, { text: `${solid.part} ${solid.role}`.trim(), count: 0 });
      groups.get(key).count += 1;
    }
    for (const wire of [...groups.keys()].filter((key) => key.endsWith("/wire"))) bonded(groups, wire.slice(0, -"/wire".length));
    const line = make("p", { class: "nets-chain" });
    [...groups.values()].forEach(({ text, count }, i) => {
      if (i) line.append(make("i", { "aria-hidden": "true" }, " → "));
      line.append(make("span", {}, count > 1 ? `${text} × ${count}` : text));
    });
    return line;
  };
  const table = (found) => {
    const made = make("table");
    const head = made.createTHead().insertRow();
    for (const [text, kind] of [["Body", ""], ["Part", ""], ["Role", ""], ["Material", ""], ["x, µm", "number"], ["y, µm", "number"], ["z, µm", "number"]]) {
      head.append(make("th", kind ? { class: kind } : {}, text));
    }
    const rows = made.createTBody();
    for (const item of found.slice(0, MOST_BODIES)) {
      const { solid, place, x, y } = item;
      const [a, b, c, d] = extent(solid);
      const line = rows.insertRow();
      for (const text of [`${solid.name} ${solid.first + place}`, solid.part, solid.role, solid.material]) line.append(make("td", {}, text));
      for (const text of [(x + (a + c) / 2).toFixed(1), (y + (b + d) / 2).toFixed(1), `${solid.z[0].toFixed(1)} to ${solid.z[1].toFixed(1)}`]) line.append(make("td", { class: "number" }, text));
      line.addEventListener("pointerenter", () => item.path?.classList.add("near"));
      line.addEventListener("pointerleave", () => item.path?.classList.remove("near"));
    }
    const box = make("div", { class: "table nets-bodies", tabindex: "0", role: "group", "aria-label": "Bodies of the net" });
    box.append(made);
    if (found.length > MOST_BODIES) box.append(make("p", { class: "muted" }, `and ${found.length - MOST_BODIES} more bodies`));
    return box;
  };
  const show = (found) => {
    if (chosen === null) {
      shown.innerHTML = hint;
      return;
    }
    const head = make("header");
    const kind = chosen.state === "whole" ? "met" : "missed";
    const title = make("h3", {}, chosen.name);
    const count = `${found.length} bodies in ${chosen.components.size} piece${chosen.components.size > 1 ? "s" : ""}`;
    const closer = make("span", { class: "segments" });
    let near = false;
    let view = plan(found, null);
    const zoom = make("button", { type: "button", "aria-pressed": "false" }, "Close up");
    zoom.addEventListener("click", () => {
      near = !near;
      zoom.setAttribute("aria-pressed", String(near));
      const next = plan(found, near ? around(found) : null);
      view.replaceWith(next);
      view = next;
    });
    const away = make("button", { type: "button" }, "Clear");
    away.addEventListener("click", () => choose(null));
    closer.append(zoom, away);
    if (document.getElementById("view")) closer.prepend(make("a", { href: "#view", class: "nets-jump" }, "3-D view"));
    head.append(title, make("span", { class: `status ${kind}` }, chosen.state), make("span", { class: "muted" }, chosen.note ? `${found.length} bodies in ${chosen.note}` : count), closer);
    shown.replaceChildren(head, chain(found), view, side(found), table(found));
  };

  // --- choice ---------------------------------------------------------------------------------------------------
  const tell = (found) => {
    const hits = new Map();
    for (const { solid, place } of found) {
      if (!hits.has(solid.index)) hits.set(solid.index, []);
      hits.get(solid.index).push(place);
    }
    const detail = chosen && { name: chosen.name, state: chosen.state, note: chosen.note, bodies: found.length, hits: [...hits] };
    document.dispatchEvent(new CustomEvent("packfab:net", { detail }));
  };
  const address = () => {
    const hash = chosen ? `#net=${encodeURIComponent(chosen.name)}` : "";
    if (!chosen && !location.hash.startsWith("#net=")) return;
    history.replaceState(null, "", hash || location.pathname + location.search);
  };
  const choose = (name) => {
    chosen = name === null ? null : (nets.get(name) ?? null);
    const found = chosen ? members(chosen) : [];
    address();
    mark();
    show(found);
    tell(found);
    return found.length;
  };
  const linked = () => {
    if (!location.hash.startsWith("#net=")) return false;
    let name = location.hash.slice(5);
    try {
      name = decodeURIComponent(name);
    } catch {
      return false;
    }
    if (!nets.has(name)) return false;
    if (chosen?.name !== name) choose(name);
    return true;
  };
  const names = make("datalist", { id: "packfab-net-names" });
  for (const name of [...nets.keys()].slice(0, 2000)) names.append(make("option", { value: name }));
  document.body.append(names);
  document.addEventListener("packfab:choose", (event) => choose(event.detail));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && chosen) choose(null);
  });
  document.addEventListener("packfab:ready", () => chosen && choose(chosen.name));
  window.addEventListener("hashchange", linked);
  window.packfabNets = { names: [...nets.keys()], choose, chosen: () => chosen?.name ?? null };
  if (linked()) (document.getElementById("view") ?? chapter).scrollIntoView();
})();
