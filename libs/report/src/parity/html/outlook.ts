import { html, type Html } from "../../html/html.ts";
import type { GateLine, Roadmap } from "../context.ts";
import { percent } from "../words.ts";

/** The steps to the target, each with what it reaches. */
export function renderRoadmap(roadmap: Roadmap | undefined): Html {
  return html`<section>
    <h2 id="roadmap">Roadmap</h2>
    ${roadmap ? renderSteps(roadmap) : html`<p class="soft">No plan was made: <code>ipai parity plan</code> makes one.</p>`}
  </section>`;
}

function renderSteps({ target, reached, steps }: Roadmap): Html {
  const known = steps.flatMap(({ days }) => days ?? []);
  const open = steps.length - known.length;
  const days = known.reduce((sum, it) => sum + it, 0);
  return html`<p>
      Target ${percent(target)} of the scope:
      <b>${reached >= target ? "reached" : `out of reach, ${percent(reached)} at most`}</b> after ${steps.length} steps,
      ${days.toFixed(1)} days of work${open > 0 && ` and ${open} steps that nothing prices yet`}.
    </p>
    <div class="card scroll">
      <table class="bars">
        <thead>
          <tr>
            <th scope="col">step</th>
            <th scope="col">proven after it</th>
            <th scope="col" class="num">share</th>
            <th scope="col" class="num">days</th>
          </tr>
        </thead>
        <tbody>
          ${steps.map(
            (step) =>
              html`<tr>
                <th scope="row">
                  ${step.title} <small class="soft">${step.detail}</small>
                  ${step.ids.map((id) => html`<a class="small" href="#${id}">${id}</a> `)}
                </th>
                <td>
                  <span class="bar" aria-hidden="true"
                    ><i class="sum" style="left:0;width:${(step.proven * 100).toFixed(2)}%"></i
                  ></span>
                </td>
                <td class="num">${percent(step.proven)}</td>
                <td class="num">${step.days?.toFixed(1) ?? "?"}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
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
