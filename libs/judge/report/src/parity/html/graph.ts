import { layoutGraph, type GraphLayout, type GraphModule } from "../../graph/layout.ts";
import { html, Html } from "../../html/html.ts";

/** Everything we run, in circles by repository; the script draws what is asked about. */
export function renderGraph(modules: readonly GraphModule[] | undefined): Html {
  return html`<section>
    <h2 id="graph">What depends on what</h2>
    ${modules && modules.length > 0 ? renderLayout(layoutGraph(modules)) : html`<p class="soft">No modules were given.</p>`}
  </section>`;
}

function renderLayout(layout: GraphLayout): Html {
  const names = layout.nodes.map(({ name }) => name).sort();
  return html`<p class="soft small">
      Our own modules and everything that a candidate needs, by repository. Choose a module to see what it needs and
      what needs it. Drag to move; scroll to zoom once it is selected; or use arrows, plus, minus and Escape.
    </p>
    <div class="graph card">
      <div class="tools">
        <label for="graph-q">Module</label
        ><input id="graph-q" list="graph-names" autocomplete="off" placeholder="${names[0]}" />
        <datalist id="graph-names">${names.map((name) => html`<option>${name}</option>`)}</datalist>
        <button type="button" data-zoom="0.7" aria-label="Zoom in">+</button
        ><button type="button" data-zoom="1.4" aria-label="Zoom out">−</button>
        <span class="legend"
          ><span class="resolved"><span class="dot"></span>needs</span
          ><span class="mapped"><span class="dot"></span>needed by</span></span
        >
      </div>
      <div id="graph-view" tabindex="0" role="application" aria-label="Dependency graph" aria-describedby="graph-panel">
        <svg viewBox="0 0 ${layout.width} ${layout.height}" aria-hidden="true">${layout.groups.map(renderGroup)}</svg>
      </div>
      <div id="graph-panel" role="region" aria-label="Modules of the graph" aria-live="polite" tabindex="0"></div>
      <script type="application/json" id="graph-data">
        ${new Html(toJson(layout))}
      </script>
    </div>`;
}

/** What is there before the script runs, and where none does. */
function renderGroup({ x, y, r, label, parent, modules }: GraphLayout["groups"][number]): Html {
  return html`<circle class="group ${parent < 0 && "top"}" cx="${x}" cy="${y}" r="${r}" />${
      r > 30 && html`<text x="${x}" y="${parent < 0 ? y - r + 18 : y}" font-size="13">${label} (${modules})</text>`
    }`;
}

/** Short keys, since there may be thousands; `<` is escaped, since the text stands in a script element. */
function toJson({ width, height, groups, nodes }: GraphLayout): string {
  return JSON.stringify({
    width,
    height,
    groups: groups.map(({ label: l, parent: p, modules: m, x, y, r }) => ({ l, p, m, x, y, r })),
    nodes: nodes.map(({ name: n, group: g, depends: d, x, y, r }) => ({ n, g, d, x, y, r })),
  }).replaceAll("<", String.raw`\u003c`);
}
