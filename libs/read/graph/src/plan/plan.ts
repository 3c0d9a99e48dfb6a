import type { Issue, Result } from "@ipai/core";
import type { Graph, GraphModule } from "../graph.ts";
import { installOrder, loadOrder, type Skipped } from "../order.ts";
import { buttonInstall, type InstallOptions } from "./button_install.ts";
import { HOOK_INSTALLS } from "./hooks.ts";
import { initialize } from "./initialize.ts";
import { namesIn, newStates, Refused, type Reason, type States } from "./states.ts";

export interface PlanOptions {
  /** Modules of an existing database; absent: a new database, where `base` and its followers come first. */
  readonly installed?: Iterable<string>;
  /** Country codes of the database's companies; a new database without demo data has none. */
  readonly countries?: Iterable<string>;
  /** `--skip-auto-install`. */
  readonly skipAutoInstall?: boolean;
}

export interface PlannedModule {
  readonly module: GraphModule;
  readonly reason: Reason;
}

export interface Plan {
  /** Everything installed in the end, in the order a server loads it. */
  readonly modules: readonly PlannedModule[];
  /** Names newly installed, in the order Odoo installs them. */
  readonly installs: readonly string[];
}

/**
 * What `odoo-bin -i <wanted>` leaves installed: dependencies, `auto_install` (true or a list), `countries`, exclusions
 * and hooks, in Odoo's load order (`odoo/modules/loading.py: load_modules`).
 * Issues: `unknown-module` (Odoo ignores it), `module-skipped` (marked, but never loaded), and where Odoo refuses
 * (`missing-dependency`, `dependency-cycle`, `excluded-module`) an empty plan.
 */
export function planInstall(graph: Graph, wanted: readonly string[], options: PlanOptions = {}): Result<Plan> {
  const states = newStates(graph);
  const choices: InstallOptions = {
    countries: new Set([...(options.countries ?? [])].map((code) => code.toUpperCase())),
    skipAutoInstall: options.skipAutoInstall ?? false,
  };
  const unknown = wanted.filter((name) => !graph.modules.has(name)).map(unknownModule);
  if (options.installed) takeInstalled(states, options.installed);
  else initialize(states, choices);
  const before = new Set(namesIn(states, "installed"));
  try {
    const known = wanted.filter((name) => graph.modules.has(name));
    buttonInstall(states, known, choices, { kind: "wanted", because: [] });
    const { installs, skipped } = installAll(states, choices);
    const { order } = loadOrder(graph, [...before, ...installs]);
    const modules = order.map((module) => ({ module, reason: states.reasons.get(module.name)! }));
    return { value: { modules, installs }, issues: [...unknown, ...skipped.map((skip) => notLoaded(graph, skip))] };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { origin } = error.module;
    const at = { source: origin.source, path: `${origin.path}/__manifest__.py` };
    const issue: Issue = { code: error.code, severity: "error", message: error.message, advice: error.advice, at };
    return { value: { modules: [], installs: [] }, issues: [...unknown, issue] };
  }
}

function takeInstalled(states: States, installed: Iterable<string>): void {
  for (const name of installed) {
    if (!states.state.has(name)) continue;
    states.state.set(name, "installed");
    states.reasons.set(name, { kind: "installed", because: [] });
  }
}

/** STEP 3 of `load_modules`: hooks of installed modules may mark more, which the next pass installs. */
function installAll(states: States, options: InstallOptions): { installs: string[]; skipped: readonly Skipped[] } {
  const installs: string[] = [];
  for (;;) {
    const pass = installOrder(
      states.graph,
      new Set(namesIn(states, "installed")),
      new Set(namesIn(states, "to install")),
    );
    for (const { name } of pass.order) {
      states.state.set(name, "installed");
      installs.push(name);
      runHooks(states, name, options);
    }
    if (!pass.order.length) return { installs, skipped: pass.skipped };
  }
}

function runHooks(states: States, name: string, options: InstallOptions): void {
  for (const hook of HOOK_INSTALLS) {
    if (hook.module !== name || states.state.get(hook.installs) !== "uninstalled") continue;
    if (hook.when((other) => states.state.get(other)))
      buttonInstall(states, [hook.installs], options, { kind: "hook", because: [name] });
  }
}

function unknownModule(name: string): Issue {
  return {
    code: "unknown-module",
    severity: "warning",
    message: `'${name}' is in no source: Odoo ignores it with a warning`,
    advice: "check the spelling, or add the repository that holds it",
  };
}

function notLoaded(graph: Graph, { name, reason, because }: Skipped): Issue {
  const origin = graph.modules.get(name)?.origin;
  const what = { missing: "missing", cycle: "in a loop", "not-installable": "", "dependency-skipped": "skipped" }[
    reason
  ];
  return {
    code: "module-skipped",
    severity: "error",
    message: because.length
      ? `'${name}' is marked for installation but never loaded: ${because.join(", ")} ${what}`
      : `'${name}' is marked for installation but is not installable`,
    advice: "make the named dependencies available and installable, or leave the module out",
    ...(origin && { at: { source: origin.source, path: `${origin.path}/__manifest__.py` } }),
  };
}
