import type { Build, BuildResult, LogHit, Project } from "@ipai/operations";
import { html, type Html } from "../server/page.ts";
import { badge } from "./project.ts";

const FAILING = / (ERROR|CRITICAL) |^(FAIL|ERROR): |^\w*(Error|Exception)\b/;

/** A build: how it stands, what was found, its logs with the failing lines named. */
export function buildPage(
  project: Project,
  build: Build,
  kinds: readonly string[],
  kind: string,
  log: string,
  search: string,
  hits: readonly LogHit[] | null,
): Html {
  const here = `/${project.name}/builds/${build.id}`;
  const result = "findings" in build.result ? (build.result as BuildResult) : null;
  const lines = log.split("\n");
  const first = lines.findIndex((line) => FAILING.test(line));
  const shown = lines.map((line, index) =>
    FAILING.test(line)
      ? html`<span class="bad" id="L${index + 1}">${line}</span>`
      : html`<span id="L${index + 1}">${line}</span>`,
  );
  const findings = result?.findings.map(
    ({ source, severity, code, message, advice }) =>
      html`<li class="card">
        <strong class="${severity === "error" ? "red" : "yellow"}">${severity}</strong> ${source} · ${code}: ${message}
        <span class="soft">${advice}</span>
      </li>`,
  );
  return html`<p>
      ${badge(build)}
      <span class="soft"
        >${build.stage} · ${build.kind} · ${build.commit.slice(0, 12)} · attempt
        ${build.attempt}${build.host ? ` on ${build.host}` : ""}</span
      >
    </p>
    ${
      result
        ? html`<dl>
            <dt>Modules</dt>
            <dd>${result.modules.join(", ")}</dd>
            <dt>Tests</dt>
            <dd>${result.tests.ran} ran, ${result.tests.failed} failed</dd>
            <dt>Odoo</dt>
            <dd>${result.revision}</dd>
            <dt>Took</dt>
            <dd>${result.seconds.toFixed(1)} s</dd>
          </dl>`
        : ""
    }
    ${
      findings?.length
        ? html`<h2>Found</h2>
            <ul class="tabs">
              ${findings}
            </ul>`
        : ""
    }
    <h2>Logs</h2>
    <ul class="tabs">
      ${kinds.map((one) => html`<li><a href="${here}?kind=${one}" ${one === kind ? html` aria-current="page"` : ""}>${one}</a></li>`)}
    </ul>
    <form class="row" method="get" action="${here}">
      <label>Search in all logs <input name="search" value="${search}" /></label><button>Search</button>
    </form>
    ${
      hits
        ? html`<ul>
            ${hits.length ? hits.map((hit) => html`<li><a href="${here}?kind=${hit.kind}#L${hit.line}">${hit.kind}:${hit.line}</a> ${hit.text}</li>`) : html`<li>nothing found</li>`}
          </ul>`
        : ""
    }
    ${first >= 0 ? html`<p><a href="#L${first + 1}">Go to the first failing line</a></p>` : ""}
    <pre
      id="log"
      tabindex="0"
      role="region"
      aria-label="Log ${kind}"
      data-follow="${build.state === "running" ? `${here}/log/${kind}?from=${Buffer.byteLength(log)}` : ""}"
    >
${shown}</pre>`;
}

/** Adds to the log what the server sends while the build goes on. */
export const LOG_SCRIPT = `
const log = document.getElementById("log");
if (log && log.dataset.follow) {
  const source = new EventSource(log.dataset.follow);
  source.onmessage = ({ data }) => {
    const atEnd = log.scrollTop + log.clientHeight > log.scrollHeight - 40;
    log.append(JSON.parse(data));
    if (atEnd) log.scrollTop = log.scrollHeight;
  };
  source.addEventListener("end", () => { source.close(); location.reload(); });
}`;
