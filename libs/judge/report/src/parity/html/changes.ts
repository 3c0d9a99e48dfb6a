import type { Shift } from "@ipai/parity";
import { html, type Html } from "../../html/html.ts";
import type { ChangesSince } from "../context.ts";
import { percent } from "../words.ts";
import { day } from "./trend.ts";

/** What moved since the last recorded run, and by what. */
export function renderChanges(changes: ChangesSince | undefined): Html {
  return html`<section>
    <h2 id="changes">What changed, and why</h2>
    ${changes ? renderDiff(changes) : html`<p class="soft">There is no recorded run to compare with.</p>`}
  </section>`;
}

function renderDiff({ at, commit, diff }: ChangesSince): Html {
  const [before, after] = diff.proven.required;
  return html`<p>
      Since the run of ${day(at)} ${commit && html`<code class="soft">${commit.slice(0, 12)}</code>`}:
      <b>${percent(before)} → ${percent(after)}</b> proven of the scope, ${percent(diff.proven.universe[0])} →
      ${percent(diff.proven.universe[1])} of the universe. ${diff.shifts.length === 0 && "No capability moved."}
    </p>
    ${
      diff.pins.length > 0 &&
      html`<p class="small">
        Pins: ${diff.pins.map((it) => html`<code>${it.name} ${short(it.before)} → ${short(it.after)}</code> `)}
      </p>`
    }
    ${
      diff.shifts.length > 0 &&
      html`<ul class="shifts card">
        ${diff.shifts.map(renderShift)}
      </ul>`
    }`;
}

function renderShift({ id, title, before, after, points, causes }: Shift): Html {
  const [mark, kind] = points < 0 ? ["▼ lost", "no"] : points > 0 ? ["▲ won", "ok"] : ["• moved", "maybe"];
  const words = [before, after].map((it) => (it ? `${it.tier} ${percent(it.share)}` : "absent"));
  return html`<li>
    <b class="${kind}">${mark}</b> <a href="#${id}">${title}</a> <span class="soft">${words[0]} → ${words[1]}</span>
    ${causes.length > 0 && html`<small>${causes.join("; ")}</small>`}
  </li>`;
}

const short = (commit: string | null) => commit?.slice(0, 12) ?? "absent";
