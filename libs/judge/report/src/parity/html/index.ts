import { TIERS } from "@ipai/parity";
import { html, type Html } from "../../html/html.ts";
import { renderPage } from "../../html/page.ts";
import type { ParityReport } from "@ipai/parity";
import { percent } from "../words.ts";
import type { ParityContext } from "../context.ts";
import { renderBasis } from "./basis.ts";
import { renderCapability } from "./capability.ts";
import { renderChanges } from "./changes.ts";
import { renderGraph } from "./graph.ts";
import { renderGates, renderRoadmap } from "./outlook.ts";
import { renderGroups, renderHeadline, renderLosses, renderWaterfall } from "./overview.ts";
import { placeRenderer } from "./place.ts";
import { renderTreemap } from "./treemap.ts";
import { renderTrend } from "./trend.ts";

/** The report, and what is known beside it, as one page that opens from the file system and loads nothing. */
export function renderParityHtml(report: ParityReport, context: ParityContext = {}): string {
  const { parity, inputs } = report;
  const place = placeRenderer(inputs.pins);
  const titles = new Map(parity.capabilities.map(({ id, title }) => [id, title] as const));
  const domains = [...new Set(parity.capabilities.map(({ domain }) => domain))].sort();
  const body = html`${renderHeadline(report)}
    <main id="main">
      ${renderWaterfall(parity.totals.required)} ${renderChanges(context.changes)} ${renderTrend(context.history)}
      ${renderTreemap(parity.capabilities)} ${renderGroups("By domain", parity.domains)}
      ${renderLosses(report.losses.required, titles)} ${renderRoadmap(report.plan)} ${renderGates(context.gates)}
      ${renderGraph(context.modules)}
      <section>
        <h2 id="capabilities">Capabilities and their evidence</h2>
        <div class="filters">
          <div>
            <label for="q">Search</label><input id="q" name="q" type="search" placeholder="title, module, add-on" />
          </div>
          ${select("domain", domains)}${select("tier", TIERS)}${select("scope", ["required", "optional", "waived"])}
        </div>
        <p id="count" class="soft small" aria-live="polite">${parity.capabilities.length} capabilities</p>
        ${parity.capabilities.map((it) => renderCapability(it, place))}
      </section>
      ${renderBasis(report)}
    </main>
    <footer>
      Every place reads <code>repository@commit:path:line</code>: check it with <code>git show commit:path</code>.
    </footer>`;
  return renderPage(`${percent(parity.totals.required.proven)} proven: Enterprise parity at ${parity.series}`, body);
}

function select(name: string, options: readonly string[]): Html {
  return html`<div>
    <label for="${name}">${name}</label
    ><select id="${name}" name="${name}">
      <option value="">all</option>
      ${options.map((it) => html`<option>${it}</option>`)}
    </select>
  </div>`;
}
