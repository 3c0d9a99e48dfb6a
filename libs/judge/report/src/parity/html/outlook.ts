import type { Plan, PlanStep } from "@ipai/parity";
import { html, type Html } from "../../html/html.ts";
import type { GateLine } from "../context.ts";
import { stepWords } from "../plan.ts";
import { percent } from "../words.ts";

/** The steps to the target, cheapest gain first, each with what it costs and reaches. */
export function renderRoadmap(plan: Plan | null): Html {
  return html`<section>
    <h2 id="roadmap">Roadmap</h2>
    ${plan ? renderPlan(plan) : html`<p class="soft">No plan was made: <code>ipai parity plan</code> makes one.</p>`}
  </section>`;
}

function renderPlan({ target, reachable, steps, lines, gap, calibration }: Plan): Html {
  if (!steps) return html`<p>${percent(target)} is out of reach: ${percent(reachable)} at most.</p>`;
  return html`<p>
      ${percent(target)} of the scope takes ${steps.length} steps and about <b>${lines} changed lines</b>,
      ${gap === 0 ? "the least there is" : html`at most ${percent(gap)} above the least there is`}. Lines are predicted
      from what breaks at this series, fitted on ${calibration.pairs} ports that were really done: rank correlation
      ${calibration.rankCorrelation}, half of them within a factor of ${calibration.medianFactor}.
    </p>
    <div class="card scroll">
      <table class="bars">
        <thead>
          <tr>
            <th scope="col">step</th>
            <th scope="col" class="wide">proven after it</th>
            <th scope="col" class="num">share</th>
            <th scope="col" class="num">lines</th>
          </tr>
        </thead>
        <tbody>
          ${steps.map(renderStep)}
        </tbody>
      </table>
    </div>`;
}

function renderStep(step: PlanStep): Html {
  const ports = step.ports.map(({ module, series }) => `${module} from ${series}`);
  return html`<tr>
    <th scope="row">
      <a href="#${step.capability}">${step.title}</a>
      <small class="soft">${stepWords(step)}${ports.length > 0 && `; ports ${ports.join(", ")}`}</small>
    </th>
    <td>
      <span class="bar" aria-hidden="true"
        ><i class="sum" style="left:0;width:${(step.score * 100).toFixed(2)}%"></i
      ></span>
    </td>
    <td class="num">${percent(step.score)}</td>
    <td class="num">${step.lines}</td>
  </tr>`;
}

/** GO or NO-GO of every milestone, with what blocks it. */
export function renderGates(gates: readonly GateLine[] | undefined): Html {
  return html`<section>
    <h2 id="gates">Gates</h2>
    ${
      gates && gates.length > 0
        ? html`<ul class="gates">
            ${gates.map(
              ({ id, title, go, blocking }) =>
                html`<li class="card">
                  <b class="${go ? "ok" : "no"}">${go ? "GO" : "NO-GO"}</b> ${id} ${title}
                  ${
                    blocking.length > 0 &&
                    html`<ul class="plain small">
                      ${blocking.map((it) => html`<li>${it}</li>`)}
                    </ul>`
                  }
                </li>`,
            )}
          </ul>`
        : html`<p class="soft">No verdict was recorded: <code>ipai gate</code> gives one.</p>`
    }
  </section>`;
}
