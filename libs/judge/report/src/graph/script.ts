/**
 * The graph in the page: pan, zoom, fold and unfold groups, search, focus with everything a module needs and everything
 * that needs it. The layout comes with the page; edges are drawn for what is asked about only, so that thousands of
 * modules stay readable.
 */
export const GRAPH_SCRIPT = String.raw`
(() => {
  const source = document.getElementById("graph-data");
  if (!source) return;
  const { width, height, groups, nodes } = JSON.parse(source.textContent);
  const view = document.getElementById("graph-view"), svg = view.querySelector("svg");
  const panel = document.getElementById("graph-panel"), query = document.getElementById("graph-q");
  const NS = "http://www.w3.org/2000/svg";
  const needs = nodes.map((node) => node.d), needed = nodes.map(() => []);
  needs.forEach((list, from) => list.forEach((to) => needed[to].push(from)));
  const byName = new Map(nodes.map((node, index) => [node.n, index]));
  const inner = new Set(groups.filter((group) => group.p >= 0).map((group) => group.p));
  const folded = new Set(groups.flatMap((group, index) => (group.p >= 0 ? [index] : [])));
  let box = [0, 0, width, height], focus = -1;

  const reach = (start, edges) => {
    const seen = new Set([start]);
    for (const at of seen) edges[at].forEach((next) => seen.add(next));
    seen.delete(start);
    return seen;
  };
  const foldOf = (group) => {
    let found = -1;
    for (let at = group; at >= 0; at = groups[at].p) if (folded.has(at)) found = at;
    return found;
  };
  const shapeOf = (index) => {
    const fold = foldOf(nodes[index].g);
    return fold >= 0 ? groups[fold] : nodes[index];
  };
  const make = (name, attributes, parent) => {
    const element = document.createElementNS(NS, name);
    for (const key in attributes) element.setAttribute(key, attributes[key]);
    return parent.appendChild(element);
  };
  const write = (text, x, y, size, parent, kind) => {
    make("text", { x, y, "font-size": size, class: kind }, parent).textContent = text;
  };

  function draw() {
    const scale = Math.max(box[2] / (view.clientWidth || width), box[3] / (view.clientHeight || height));
    const font = 12 * scale;
    svg.setAttribute("viewBox", box.join(" "));
    svg.replaceChildren();
    const before = focus < 0 ? new Set() : reach(focus, needs), after = focus < 0 ? new Set() : reach(focus, needed);
    const labels = [];
    groups.forEach((group, index) => {
      if (group.p >= 0 && foldOf(group.p) >= 0) return;
      const closed = folded.has(index), top = group.p < 0;
      make("circle", { cx: group.x, cy: group.y, r: group.r, class: "group" + (closed ? " closed" : "") + (top ? " top" : ""), "data-group": index }, svg);
      if (closed && group.r > font * 1.2) labels.push([group.l, group.x, group.y, font], [group.m, group.x, group.y + font * 1.1, font * 0.85, "soft"]);
      else if (top) labels.push([group.l + " (" + group.m + ")", group.x, Math.max(group.y - group.r + font * 1.2, box[1] + font * 1.5), font, "top"]);
    });
    nodes.forEach((node, index) => {
      if (foldOf(node.g) >= 0) return;
      const kind = index === focus ? "focus" : before.has(index) ? "needs" : after.has(index) ? "needed" : focus >= 0 ? "dim" : "";
      make("circle", { cx: node.x, cy: node.y, r: node.r, class: "node " + kind, "data-node": index }, svg);
      const wanted = index === focus || (focus >= 0 && (needs[focus].includes(index) || needed[focus].includes(index)));
      if (wanted || node.r * 2 > node.n.length * font * 0.5) labels.push([node.n, node.x, node.y + font * 0.35, index === focus ? font * 1.2 : font, wanted ? "wanted" : ""]);
    });
    if (focus >= 0) drawEdges(scale);
    const taken = [];
    labels.sort((a, b) => (b[4] === "wanted") - (a[4] === "wanted"));
    for (const [text, x, y, size, kind] of labels) {
      const half = String(text).length * size * 0.3, left = x - half, right = x + half;
      if (taken.some((it) => left < it.right && right > it.left && Math.abs(y - it.y) < size)) continue;
      taken.push({ left, right, y });
      write(text, x, y, size, svg, kind || "");
    }
  }

  function drawEdges(scale) {
    const drawn = new Set(), here = shapeOf(focus);
    for (const [list, kind] of [[needs[focus], "needs"], [needed[focus], "needed"]]) {
      for (const other of list) {
        const there = shapeOf(other), key = kind + there.x + " " + there.y;
        if (there === here || drawn.has(key)) continue;
        drawn.add(key);
        const bend = (there.x - here.x) * 0.15;
        make("path", { class: "edge " + kind, "stroke-width": 1.5 * scale, d: "M" + here.x + " " + here.y + "Q" + (here.x + there.x) / 2 + " " + ((here.y + there.y) / 2 - bend) + " " + there.x + " " + there.y }, svg);
        if (foldOf(nodes[other].g) >= 0) make("circle", { cx: there.x, cy: there.y, r: there.r, class: "mark " + kind, "stroke-width": 2 * scale }, svg);
      }
    }
  }

  const button = (text, action) => {
    const element = document.createElement("button");
    element.type = "button";
    element.textContent = text;
    element.addEventListener("click", action);
    return element;
  };
  const list = (title, indexes) => {
    const heading = document.createElement("h3"), items = document.createElement("ul");
    heading.textContent = title;
    for (const index of [...indexes].sort((a, b) => (nodes[a].n < nodes[b].n ? -1 : 1))) {
      const item = document.createElement("li");
      item.append(button(nodes[index].n, () => focusOn(index)));
      items.append(item);
    }
    return items.childElementCount ? [heading, items] : [heading];
  };
  function describe() {
    if (focus < 0) return overview();
    const heading = document.createElement("h3"), at = nodes[focus];
    let group = groups[at.g];
    const path = [];
    for (; group; group = groups[group.p]) path.unshift(group.l);
    heading.textContent = at.n + ", " + path.join(" · ");
    const up = reach(focus, needs), down = reach(focus, needed);
    panel.replaceChildren(
      button("← All repositories", () => focusOn(-1)), heading,
      ...list("Depends on " + needs[focus].length + " directly, " + up.size + " in all", needs[focus]),
      ...list("Needed by " + needed[focus].length + " directly, " + down.size + " in all", needed[focus]),
    );
    if (down.size > needed[focus].length) panel.append(...list("Needed by, through others", [...down].filter((it) => !needed[focus].includes(it))));
  }
  function overview() {
    const items = document.createElement("ul");
    const children = (parent) => groups.flatMap((group, index) => (group.p === parent ? [index, ...children(index)] : []));
    children(-1).forEach((index) => {
      const group = groups[index];
      const item = document.createElement("li");
      if (group.p >= 0) item.className = "sub";
      item.append(button((folded.has(index) ? "▸ " : "▾ ") + group.l + " (" + group.m + ")", () => { fold(index); }));
      items.append(item);
    });
    const heading = document.createElement("h3");
    heading.textContent = nodes.length + " modules. Unfold a group:";
    panel.replaceChildren(button("Fold all", () => foldAll(true)), button("Unfold all", () => foldAll(false)), heading, items);
  }
  function fold(index) {
    if (folded.has(index)) folded.delete(index); else folded.add(index);
    draw();
    describe();
  }
  function foldAll(on) {
    folded.clear();
    if (on) groups.forEach((group, index) => { if (!inner.has(index)) folded.add(index); });
    box = [0, 0, width, height];
    draw();
    describe();
  }
  function focusOn(index) {
    focus = index;
    query.value = index < 0 ? "" : nodes[index].n;
    if (index < 0) box = [0, 0, width, height];
    for (let at = index < 0 ? -1 : nodes[index].g; at >= 0; at = groups[at].p) folded.delete(at);
    draw();
    describe();
  }
  function zoom(factor, x = box[0] + box[2] / 2, y = box[1] + box[3] / 2) {
    const size = Math.min(width * 1.5, Math.max(width / 60, box[2] * factor)), real = size / box[2];
    box = [x - (x - box[0]) * real, y - (y - box[1]) * real, size, box[3] * real];
    draw();
  }
  const pan = (x, y) => { box[0] += x * box[2]; box[1] += y * box[3]; draw(); };
  const KEYS = { "+": () => zoom(0.7), "=": () => zoom(0.7), "-": () => zoom(1.4), 0: () => focusOn(-1), Escape: () => focusOn(-1),
    ArrowLeft: () => pan(-0.1, 0), ArrowRight: () => pan(0.1, 0), ArrowUp: () => pan(0, -0.1), ArrowDown: () => pan(0, 0.1) };
  view.addEventListener("keydown", (event) => {
    const action = !event.ctrlKey && !event.metaKey && KEYS[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });
  const place = (event) => new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
  view.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && document.activeElement !== view) return;
    event.preventDefault();
    const { x, y } = place(event);
    zoom(event.deltaY > 0 ? 1.15 : 0.87, x, y);
  }, { passive: false });
  let drag = null;
  view.addEventListener("pointerdown", (event) => { drag = { x: event.clientX, y: event.clientY, moved: false, target: event.target }; });
  addEventListener("pointermove", (event) => {
    if (!drag) return;
    const [dx, dy] = [event.clientX - drag.x, event.clientY - drag.y];
    if (!drag.moved && Math.hypot(dx, dy) < 5) return;
    Object.assign(drag, { x: event.clientX, y: event.clientY, moved: true });
    pan(-dx / view.clientWidth, -dy / view.clientHeight);
  });
  addEventListener("pointerup", () => {
    const { node, group } = (drag && !drag.moved && drag.target.dataset) || {};
    drag = null;
    if (node !== undefined) focusOn(Number(node)); else if (group !== undefined) fold(Number(group));
  });
  query.addEventListener("change", () => focusOn(byName.get(query.value.trim()) ?? -1));
  document.querySelectorAll("[data-zoom]").forEach((it) => it.addEventListener("click", () => zoom(Number(it.dataset.zoom))));
  addEventListener("resize", draw);
  draw();
  describe();
})();
`;
