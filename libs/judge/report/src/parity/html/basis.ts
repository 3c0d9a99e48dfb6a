import { formatLocation } from "@ipai/core";
import { TIERS } from "@ipai/parity";
import { html, type Html } from "../../html/html.ts";
import type { ParityReport, ReportAttestation, ReportPin } from "@ipai/parity";
import { percent } from "../words.ts";

/** How the numbers come about, and every input by commit or digest. */
export function renderBasis({ parity, inputs, issues }: ParityReport): Html {
  const { credit, coverage_cap } = parity;
  return html`<section>
    <h2>How this was computed</h2>
    <p>
      A capability earns the credit of its evidence tier, at most the cap of its coverage, times its weight. Both come
      from the mapping, printed here. Nothing else in this report was typed by anyone. What is unknown never counts.
    </p>
    <div class="card scroll">
      <table>
        <tbody>
          <tr>
            <th scope="row">credit</th>
            <td>${TIERS.map((tier) => `${tier} ${credit[tier]}`).join(" · ")}</td>
          </tr>
          <tr>
            <th scope="row">cap</th>
            <td>
              ${Object.entries(coverage_cap)
                .map(([name, cap]) => `${name} ${cap}`)
                .join(" · ")}
            </td>
          </tr>
          <tr>
            <th scope="row">mapping</th>
            <td><code>${inputs.mapping.path}</code> <code class="soft">sha256 ${inputs.mapping.sha256}</code></td>
          </tr>
          <tr>
            <th scope="row">universe</th>
            <td>${parity.universe.source}</td>
          </tr>
        </tbody>
      </table>
    </div>
    <h3>Pinned repositories</h3>
    <div class="card scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">name</th>
            <th scope="col">commit</th>
            <th scope="col" class="num">modules</th>
          </tr>
        </thead>
        <tbody>
          ${inputs.pins.map(renderPin)}
          <tr>
            <th scope="row">this workspace</th>
            <td class="soft">by tree oid</td>
            <td class="num">${inputs.workspace}</td>
          </tr>
        </tbody>
      </table>
    </div>
    <h3>Attestations</h3>
    ${renderAttestations(inputs.attestations)}
    ${
      issues.length > 0 &&
      html`<h3>Findings</h3>
        <ul class="plain small">
          ${issues.map(
            (it) =>
              html`<li>
                <b class="${it.severity === "error" ? "no" : "maybe"}">${it.code}</b>
                ${it.at && html`<span class="place">${formatLocation(it.at)}</span>`} ${it.message}. ${it.advice}.
              </li>`,
          )}
        </ul>`
    }
  </section>`;
}

function renderPin(pin: ReportPin): Html {
  return html`<tr>
    <th scope="row">${pin.name}</th>
    <td>
      <a class="place" href="${pin.url.replace(/\.git$/, "")}/tree/${pin.commit}">${pin.commit}</a>
      <span class="soft">${pin.branch}</span>
    </td>
    <td class="num">${pin.modules}</td>
  </tr>`;
}

function renderAttestations(list: readonly ReportAttestation[]): Html {
  if (list.length === 0) return html`<p class="soft">None yet: so nothing is counted as installed or tested.</p>`;
  const rows = list.map(
    (it) =>
      html`<tr>
        <td>
          ${it.counts ? html`<b class="ok">✓ counts</b>` : html`<b class="no">✗ void</b> ${it.reasons.join("; ")}`}
        </td>
        <td>${it.kind}: ${it.modules.join(", ")}<br /><code class="soft">${it.path}</code></td>
        <td class="num">${percent(it.tests.run === 0 ? 0 : it.tests.passed / it.tests.run)} of ${it.tests.run}</td>
        <td>${it.signedBy ?? "unsigned"}</td>
      </tr>`,
  );
  return html`<div class="card scroll">
    <table>
      <thead>
        <tr>
          <th scope="col">state</th>
          <th scope="col">run</th>
          <th scope="col" class="num">tests passed</th>
          <th scope="col">signed by</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}
