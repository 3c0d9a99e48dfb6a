import { scaleLinear, scaleUtc } from "d3-scale";
import { curveMonotoneX, line } from "d3-shape";
import { html, type Html } from "../../html/html.ts";
import type { HistoryPoint } from "../context.ts";
import { percent } from "../words.ts";

const LINES = [
  ["declared", "declared, scope", "mapped"],
  ["proven", "proven, scope", "sum"],
  ["universe", "proven, whole universe", "resolved"],
  ["tested", "tested, scope", "tested"],
] as const;
/** Points of the drawing, which stretches to its box; the lines keep their width. */
const BOX = 1000;
/** A table longer than this is no longer read; the store has all of it. */
const ROWS = 12;

/** Scores of the recorded runs over time, with their figures. */
export function renderTrend(points: readonly HistoryPoint[] | undefined): Html {
  return html`<section>
    <h2 id="trend">Trend</h2>
    ${
      points && points.length > 1
        ? renderChart(points)
        : html`<p class="soft">
            ${points?.length === 1 ? `One run is recorded, of ${day(points[0]!.at)}: two make a trend.` : "No run is recorded yet."}
            Record one with <code>ipai parity history --record</code>.
          </p>`
    }
  </section>`;
}

function renderChart(points: readonly HistoryPoint[]): Html {
  const times = points.map(({ at }) => new Date(at));
  const x = scaleUtc([times[0]!, times.at(-1)!], [0, BOX]);
  const top = Math.min(1, Math.ceil(Math.max(...points.flatMap((it) => LINES.map(([key]) => it[key]))) * 5 + 0.25) / 5);
  const y = scaleLinear([0, top], [BOX, 0]);
  const path = (key: (typeof LINES)[number][0]) =>
    line<HistoryPoint>(
      (it) => x(new Date(it.at)),
      (it) => y(it[key]),
    )
      .curve(curveMonotoneX)
      .digits(1)(points) ?? "";
  const grid = y.ticks(4);
  return html`<div class="card">
    <ul class="legend">
      ${LINES.map(([key, label, kind]) => html`<li class="${kind}"><span class="dot"></span>${label} <b>${percent(points.at(-1)![key])}</b></li>`)}
    </ul>
    <div class="chart" aria-hidden="true">
      ${grid.map((value) => html`<span class="tick" style="top:${((y(value) / BOX) * 100).toFixed(1)}%">${Math.round(value * 100)} %</span>`)}
      <svg viewBox="0 0 ${BOX} ${BOX}" preserveAspectRatio="none">
        ${grid.map((value) => html`<path class="grid" d="M0 ${y(value).toFixed(1)}H${BOX}" />`)}
        ${LINES.map(([key, , kind]) => html`<path class="${kind}" d="${path(key)}" />`)}
      </svg>
      <span class="from">${day(points[0]!.at)}</span><span class="to">${day(points.at(-1)!.at)}</span>
    </div>
    <details class="small">
      <summary>${points.length > ROWS ? `The last ${ROWS} of ${points.length} runs` : "Figures"}</summary>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">recorded</th>
              ${LINES.map(([, label]) => html`<th scope="col" class="num">${label}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${points
              .slice(-ROWS)
              .toReversed()
              .map(
                (it) =>
                  html`<tr>
                    <th scope="row">${day(it.at)} <code class="soft">${it.commit?.slice(0, 12)}</code></th>
                    ${LINES.map(([key]) => html`<td class="num">${percent(it[key])}</td>`)}
                  </tr>`,
              )}
          </tbody>
        </table>
      </div>
    </details>
  </div>`;
}

export function day(time: string): string {
  return time.slice(0, 10);
}
