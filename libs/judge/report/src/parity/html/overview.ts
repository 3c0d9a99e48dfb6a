import { TIERS, type GroupScore, type Loss, type Score } from "@ipai/parity";
import { html, type Html } from "../../html/html.ts";
import type { ParityReport } from "@ipai/parity";
import { CAUSE_WORDS, percent } from "../words.ts";

const PARTS = [
  ["changes", "Changes"],
  ["trend", "Trend"],
  ["gap", "Gap"],
  ["losses", "What holds it back"],
  ["roadmap", "Roadmap"],
  ["gates", "Gates"],
  ["graph", "Dependencies"],
  ["capabilities", "Capabilities"],
] as const;

/** The headline: one number, what it rests on, and what a typed table would say instead. */
export function renderHeadline({ parity, inputs }: ParityReport): Html {
  const { required, universe } = parity.totals;
  const open = required.possible - required.proven;
  return html`<header>
    <p class="eyebrow">
      Odoo ${parity.series} Community + OCA + own add-ons, against Odoo Enterprise · scope: ${parity.scope}
    </p>
    <h1>${percent(required.proven)} of what the scope requires is proven</h1>
    <p>
      A typed table would claim ${percent(required.declared)}. Proven means that every statement about a capability was
      found in pinned content, down to the line.
      ${open > 0 ? html`Another ${percent(open)} cannot be decided from the content and does not count.` : ""}
    </p>
    <dl class="tiles">
      ${tile("proven, scope", required.proven)}${tile("tested on a real Odoo, scope", required.tested)}${tile("declared, for contrast", required.declared)}
      ${tile("proven, whole universe", universe.proven)}
      <div class="tile">
        <dd><b>${inputs.universe.accounted} / ${inputs.universe.addons}</b></dd>
        <dt><span>Enterprise add-ons accounted for</span></dt>
      </div>
    </dl>
    <nav aria-label="Parts of the report">${PARTS.map(([id, name]) => html`<a href="#${id}">${name}</a>`)}</nav>
  </header>`;
}

function tile(label: string, share: number): Html {
  return html`<div class="tile">
    <dd><b>${percent(share)}</b></dd>
    <dt><span>${label}</span></dt>
  </div>`;
}

/** From what is declared, step by step, to what was tested: each row starts where the one before it ended. */
export function renderWaterfall(score: Score): Html {
  const unearned = score.declared - score.tiers.mapped.declared - score.tiers.resolved.declared - score.proven;
  const rows: readonly (readonly [label: string, kind: "sum" | "loss", value: number])[] = [
    ["Declared: somebody named modules", "sum", score.declared],
    ["not pinned, incomplete or not free at this series", "loss", score.tiers.mapped.declared],
    ["pinned, but its content does not show the claim", "loss", score.tiers.resolved.declared],
    ["shown, but full credit needs a real run", "loss", unearned],
    ["Proven", "sum", score.proven],
    ["not tested on a real Odoo", "loss", score.proven - score.tested],
    ["Tested", "sum", score.tested],
  ];
  let level = 0;
  const body = rows.map(([label, kind, value]) => {
    level = kind === "sum" ? value : level - value;
    return html`<tr>
      <th scope="row">${label}</th>
      <td>${bar(kind, kind === "sum" ? 0 : level, value)}</td>
      <td class="num">${kind === "loss" ? "− " : ""}${percent(value)}</td>
    </tr>`;
  });
  return html`<section>
    <h2>From declared to tested</h2>
    <div class="card">
      <table class="bars">
        <caption>
          Share of the required weight: ${score.capabilities} capabilities, weight ${score.weight}
        </caption>
        <tbody>
          ${body}
        </tbody>
      </table>
    </div>
  </section>`;
}

export function renderLosses(losses: readonly Loss[], titles: ReadonlyMap<string, string>): Html {
  const rows = losses.map(
    (it) =>
      html`<tr>
        <th scope="row">
          ${CAUSE_WORDS[it.cause]}
          <details class="small">
            <summary>${it.capabilities} ${it.capabilities === 1 ? "capability" : "capabilities"}</summary>
            <ul class="plain">
              ${it.ids.map((id) => html`<li><a href="#${id}">${titles.get(id)}</a></li>`)}
            </ul>
          </details>
        </th>
        <td>${bar("loss", 0, it.share)}</td>
        <td class="num">${percent(it.share)}</td>
      </tr>`,
  );
  return html`<section>
    <h2 id="losses">What holds it back</h2>
    <div class="card">
      <table class="bars">
        <caption>
          Weight of the scope that earns no credit, by the first thing that is missing
        </caption>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
  </section>`;
}

export function renderGroups(title: string, groups: readonly GroupScore[]): Html {
  const rows = groups.map(
    ({ name, score }) =>
      html`<tr>
        <th scope="row">${name.replaceAll("_", " ")}</th>
        <td>${tierBar(score)}</td>
        <td class="num">${percent(score.proven)}</td>
        <td class="num wide">${percent(score.tested)}</td>
        <td class="num">${percent(score.declared)}</td>
        <td class="num wide">${score.capabilities}</td>
      </tr>`,
  );
  return html`<section>
    <h2>${title}</h2>
    <div class="card scroll">
      <table class="bars">
        <thead>
          <tr>
            <td></td>
            <th scope="col">weight by evidence</th>
            <th scope="col" class="num">proven</th>
            <th scope="col" class="num wide">tested</th>
            <th scope="col" class="num">declared</th>
            <th scope="col" class="num wide">capabilities</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
  </section>`;
}

/** Strongest evidence first, so that what counts reads from the left. */
function tierBar(score: Score): Html {
  let left = 0;
  const label = TIERS.filter((tier) => score.tiers[tier].capabilities > 0).map(
    (tier) => `${score.tiers[tier].capabilities} ${tier}`,
  );
  const parts = TIERS.toReversed().map((tier) => {
    const width = score.weight === 0 ? 0 : score.tiers[tier].weight / score.weight;
    const part = html`<i class="${tier}" style="left:${css(left)};width:${css(width)}"></i>`;
    left += width;
    return width > 0 && part;
  });
  return html`<span class="bar" role="img" aria-label="${label.join(", ")}">${parts}</span>`;
}

function bar(kind: string, left: number, width: number): Html {
  return html`<span class="bar" aria-hidden="true"
    ><i class="${kind}" style="left:${css(left)};width:${css(Math.max(width, 0))}"></i
  ></span>`;
}

const css = (share: number) => `${(share * 100).toFixed(2)}%`;
