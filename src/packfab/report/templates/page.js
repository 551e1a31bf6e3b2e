// SPDX-License-Identifier: Apache-2.0
// What can be done with the page itself? Scale of drawings, filters, sorting, film strip, contents, print.
(() => {
  "use strict";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const press = (buttons, chosen) => buttons.forEach((b) => b.setAttribute("aria-pressed", String(b === chosen)));

  for (const figure of all(".section-drawing")) {
    const buttons = all("[data-scale]", figure);
    for (const button of buttons) {
      button.addEventListener("click", () => {
        figure.dataset.shown = button.dataset.scale;
        press(buttons, button);
      });
    }
  }

  const filters = all("[data-filter]");
  for (const button of filters) {
    button.addEventListener("click", () => {
      press(filters, button);
      for (const claim of all(".claim")) {
        claim.hidden = button.dataset.filter !== "" && claim.dataset.status !== button.dataset.filter;
      }
    });
  }
  const chooser = all("[data-rules]");
  for (const button of chooser) {
    button.addEventListener("click", () => {
      press(chooser, button);
      for (const rule of all(".rules tbody tr")) {
        rule.hidden = button.dataset.rules !== "" && rule.dataset.status !== button.dataset.rules;
      }
    });
  }
  for (const head of all(".sorted thead th")) {
    head.tabIndex = 0;
    const sort = () => {
      const column = head.cellIndex;
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const other of head.parentElement.cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const rows = [...head.closest("table").tBodies[0].rows];
      const text = (row) => row.cells[column].textContent;
      rows.sort((a, b) => (down ? -1 : 1) * text(a).localeCompare(text(b), "en", { numeric: true }));
      head.closest("table").tBodies[0].append(...rows);
    };
    head.addEventListener("click", sort);
    head.addEventListener("keydown", (event) => event.key === "Enter" && sort());
  }
  const opener = document.querySelector("[data-open]");
  opener?.addEventListener("click", () => {
    const open = opener.textContent === "Open all";
    for (const claim of all(".claim")) claim.open = open;
    opener.textContent = open ? "Close all" : "Open all";
  });

  const frames = all("[data-step]");
  const mark = (number) => {
    for (const frame of frames) {
      const chosen = Number(frame.dataset.step) === number;
      frame.setAttribute("aria-current", chosen ? "step" : "false");
      const strip = frame.closest(".film");
      const box = frame.parentElement;
      if (chosen) strip.scrollTo({ left: box.offsetLeft - strip.offsetLeft - (strip.clientWidth - box.clientWidth) / 2 });
    }
  };
  for (const frame of frames) {
    frame.addEventListener("click", () => {
      window.packfab?.setStep?.(Number(frame.dataset.step));
      mark(Number(frame.dataset.step));
    });
  }
  document.addEventListener("packfab:step", (event) => mark(event.detail));
  document.addEventListener("packfab:ready", () => mark(window.packfab.state().step));

  const links = new Map(all(".contents a").map((link) => [link.hash.slice(1), link]));
  const chapters = all("main > section");
  const here = () => {
    const passed = chapters.filter((chapter) => chapter.getBoundingClientRect().top < window.innerHeight * 0.3);
    const current = passed.at(-1)?.id;
    for (const [id, link] of links) link.toggleAttribute("aria-current", id === current);
  };
  document.addEventListener("scroll", here, { passive: true });
  here();

  let closed = [];
  window.addEventListener("beforeprint", () => {
    closed = all("details:not([open])");
    for (const item of closed) item.open = true;
  });
  window.addEventListener("afterprint", () => closed.forEach((item) => (item.open = false)));
})();
