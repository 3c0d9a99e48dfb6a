import type { Branch, BranchSettings, Build, Event, Project } from "@ipai/operations";
import { html, type Html } from "../server/page.ts";

const STAGES = ["production", "staging", "development"] as const;

/** How a build stands, in a word and a colour: never by colour alone. */
export function badge(build: Pick<Build, "state" | "colour"> | undefined): Html {
  if (!build) return html`<span class="soft">no build</span>`;
  return html`<span class="badge ${build.colour ?? ""}">${build.state === "ended" ? build.colour : build.state}</span>`;
}

const when = (date: Date | null) =>
  date ? html`<time datetime="${date.toISOString()}">${date.toISOString().slice(0, 16).replace("T", " ")}</time>` : "";
const token = (csrf: string) => html`<input type="hidden" name="csrf" value="${csrf}" />`;

/** The three stages with their branches, what can be done with them, and what happened last. */
export function projectPage(
  project: Project,
  branches: readonly Branch[],
  builds: readonly Build[],
  events: readonly Event[],
  csrf: string,
): Html {
  const latest = new Map(builds.map((build) => [build.branch, build]));
  const card = (branch: Branch) => {
    const build = latest.get(branch.id);
    return html`<article class="card ${branch.stage}">
      <h3><a href="/${project.name}/branches/${branch.name}">${branch.name}</a></h3>
      <p>
        ${badge(build)} ${build ? html`<a href="/${project.name}/builds/${build.id}">build ${build.id}</a>` : ""}
        <span class="soft">${branch.head.slice(0, 10)}</span>
      </p>
    </article>`;
  };
  const columns = STAGES.map((stage) => {
    const held = branches.filter((branch) => branch.stage === stage);
    return html`<section aria-labelledby="${stage}">
      <h2 id="${stage}">${stage}</h2>
      ${held.length ? held.map(card) : html`<p class="soft">none</p>`}
    </section>`;
  });
  const names = branches.map(({ name }) => html`<option>${name}</option>`);
  return html`<div class="stages">${columns}</div>
    <h2>Move and merge</h2>
    <form class="row" method="post" action="/${project.name}/move">
      ${token(csrf)}<label
        >Branch
        <select name="branch">
          ${names}
        </select></label
      >
      <label
        >to
        <select name="to">
          ${STAGES.map((stage) => html`<option>${stage}</option>`)}
        </select></label
      ><button>Move</button>
    </form>
    <form class="row" method="post" action="/${project.name}/merge">
      ${token(csrf)}<label
        >Code of
        <select name="from">
          ${names}
        </select></label
      >
      <label
        >into
        <select name="into">
          ${names}
        </select></label
      ><button>Merge</button>
    </form>
    <h2>What happened</h2>
    ${eventsTable(events)}
    <p><a href="/${project.name}/events">All of it</a></p>`;
}

/** Events as people read them. */
export function eventsTable(events: readonly Event[]): Html {
  const rows = events.map(
    ({ at, actor, action, outcome, detail }) =>
      html`<tr>
        <td>${when(at)}</td>
        <td>${actor}</td>
        <td>${action}</td>
        <td class="${outcome === "done" ? "" : "red"}">${outcome}</td>
        <td>${detail["reason"] ?? detail["subject"] ?? detail["colour"] ?? detail["commit"] ?? ""}</td>
      </tr>`,
  );
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Events">
    <table>
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">Who</th>
          <th scope="col">What</th>
          <th scope="col">Outcome</th>
          <th scope="col">More</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}

interface HostRow {
  readonly name?: string;
  readonly kind?: string;
  readonly capacity?: number;
  readonly cost?: number;
  readonly alive?: boolean;
  readonly running?: number;
  readonly seconds?: number;
}

/** Builders: what they can take, what they do, and what a build costs there. */
export function hostsTable(hosts: readonly HostRow[]): Html {
  const rows = hosts.map(
    ({ name, kind, capacity, cost = 0, alive, running, seconds = 0 }) =>
      html`<tr>
        <td>${name}</td>
        <td>${kind}</td>
        <td class="${alive ? "green" : "red"}">${alive ? "alive" : "silent"}</td>
        <td>${running} of ${capacity}</td>
        <td>${seconds.toFixed(0)} s</td>
        <td>${((seconds / 3600) * cost).toFixed(4)}</td>
      </tr>`,
  );
  return html`<h2>Builders</h2>
    <div class="scroll" tabindex="0" role="region" aria-label="Builders">
      <table>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Kind</th>
            <th scope="col">State</th>
            <th scope="col">Builds now</th>
            <th scope="col">Mean build</th>
            <th scope="col">Cost of a build</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>`;
}

const options = (chosen: string, values: readonly string[]) =>
  values.map((value) =>
    value === chosen ? html`<option selected>${value}</option>` : html`<option>${value}</option>`,
  );

/** A branch: settings and builds. */
export function branchPage(
  project: Project,
  branch: Branch,
  settings: BranchSettings,
  builds: readonly Build[],
  csrf: string,
): Html {
  const install = Array.isArray(settings.install) ? settings.install.join(",") : settings.install;
  const rows = builds.map(
    (build) =>
      html`<tr>
        <td><a href="/${project.name}/builds/${build.id}">${build.id}</a></td>
        <td>${badge(build)}</td>
        <td>${build.kind}</td>
        <td>${build.commit.slice(0, 10)}</td>
        <td>${when(build.queued)}</td>
        <td>${build.host ?? ""}</td>
      </tr>`,
  );
  return html`<p>Stage: <strong>${branch.stage}</strong> · head <code>${branch.head.slice(0, 12)}</code></p>
    <form class="row" method="post" action="/${project.name}/rebuild">
      ${token(csrf)}<input type="hidden" name="branch" value="${branch.name}" /><button>Build now, all tests</button>
    </form>
    <h2>Settings</h2>
    <form class="row" method="post" action="/${project.name}/settings">
      ${token(csrf)}<input type="hidden" name="branch" value="${branch.name}" />
      <label
        >A commit makes
        <select name="on_commit">
          ${options(settings.on_commit, ["new", "update", "nothing"])}
        </select></label
      >
      <label>Install <input name="install" value="${install}" /></label>
      <label
        >Tests
        <select name="tests">
          ${options(settings.tests ? "yes" : "no", ["yes", "no"])}
        </select></label
      >
      <label>Test tags <input name="tags" value="${settings.tags}" /></label>
      <label>Odoo revision <input name="revision" value="${settings.revision}" /></label>
      <label
        >Hours to live
        <input name="hours_to_live" type="number" min="1" max="720" value="${settings.hours_to_live}" /></label
      ><button>Save</button>
    </form>
    ${settings.revision_until ? html`<p class="soft">The revision is held until ${settings.revision_until}.</p>` : ""}
    <h2>Builds</h2>
    <div class="scroll" tabindex="0" role="region" aria-label="Builds">
      <table>
        <thead>
          <tr>
            <th scope="col">Build</th>
            <th scope="col">State</th>
            <th scope="col">Kind</th>
            <th scope="col">Commit</th>
            <th scope="col">Queued</th>
            <th scope="col">Builder</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>`;
}
