import type { CandidateResult, CapabilityResult, ProbeResult, Step } from "@ipai/parity";
import { html, type Html } from "../../html/html.ts";
import { percent } from "../words.ts";
import { renderPlaces, type RenderPlace } from "./place.ts";

const MARKS = {
  reached: html`<b class="ok" title="yes">✓</b>`,
  holds: html`<b class="ok" title="yes">✓</b>`,
  missed: html`<b class="no" title="no">✗</b>`,
  fails: html`<b class="no" title="no">✗</b>`,
  unknown: html`<b class="maybe" title="unknown">?</b>`,
} as const;

/** One capability with everything that was asked about it, closed until somebody wants to know. */
export function renderCapability(it: CapabilityResult, place: RenderPlace): Html {
  const modules = it.candidates.flatMap(({ modules }) => modules);
  const text = [it.title, it.id, it.description, ...modules, ...it.addons].join(" ").toLowerCase();
  return html`<details
    class="cap ${it.tier}"
    id="${it.id}"
    data-text="${text}"
    data-domain="${it.domain}"
    data-tier="${it.tier}"
    data-scope="${it.scope}"
  >
    <summary>
      <span class="badge">${it.tier}</span
      ><span class="name"
        >${it.title}<small
          >${it.domain} · ${it.app.replaceAll("_", " ")} · ${it.scope} · weight ${it.weight}</small
        ></span
      >
      <span class="num">${percent(it.share)}</span>
    </summary>
    <div class="in">
      <p>${it.description}</p>
      <p class="small soft">
        Enterprise add-ons: ${it.addons.length > 0 ? it.addons.join(", ") : "none of its own"}. Sources:
        ${it.sources.join("; ")}. Mapping: ${place(it.at)}
      </p>
      ${it.waiver && html`<p><b>Waived</b> by ${it.waiver.owner} on ${it.waiver.date}: ${it.waiver.reason}</p>`}
      ${it.none !== undefined && html`<p><b>No free module is known:</b> ${it.none}</p>`}
      ${it.candidates.map((candidate, index) => renderCandidate(candidate, index === it.best, place))}
    </div>
  </details> `;
}

function renderCandidate(it: CandidateResult, counts: boolean, place: RenderPlace): Html {
  return html`<section class="cand ${it.tier}">
    <h3>${it.modules.join(" + ")} <span class="soft small">from ${it.from}${counts ? " · counts" : ""}</span></h3>
    <p class="small">
      Covers: ${it.coverage}. Earns ${percent(it.share)} of the weight. ${it.gaps !== undefined && `Gaps: ${it.gaps}`}
      ${it.series.length > 0 && html`<span class="soft">Seen at ${it.series.join(", ")}.</span>`} ${place(it.at)}
    </p>
    <ul class="steps small">
      ${stepsUpToMiss(it.steps).map((step) => renderStep(step, place))}
    </ul>
    ${
      it.probes.length > 0 &&
      html`<ul class="probes small" aria-label="Probes">
        ${it.probes.map((probe) => renderProbe(probe, place))}
      </ul>`
    }
  </section>`;
}

/** Each tier needs the one before it, so what follows the first miss is no news. */
function stepsUpToMiss(steps: readonly Step[]): readonly Step[] {
  const miss = steps.findIndex(({ state }) => state !== "reached");
  return miss === -1 ? steps : steps.slice(0, miss + 1);
}

function renderStep(step: Step, place: RenderPlace): Html {
  const own = step.tier === "mapped" || step.tier === "capable" ? [] : step.evidence;
  return html`<li>
    ${MARKS[step.state]} <b>${step.tier}</b> ${step.reasons.map(({ message }) => message).join("; ")}
    ${renderPlaces(own, place)}
  </li>`;
}

function renderProbe(probe: ProbeResult, place: RenderPlace): Html {
  const note = probe.useless === undefined ? probe.reason : `proves nothing: ${probe.useless}`;
  return html`<li>
    ${MARKS[probe.state]} ${probe.text} <span class="soft">${note}</span> ${renderPlaces(probe.evidence, place)}
  </li>`;
}
