import type { Graph, GraphModule } from "../graph.ts";
import { markToInstall, namesIn, Refused, type Reason, type States } from "./states.ts";

export interface InstallOptions {
  /** Countries of the database's companies, upper-case codes. */
  readonly countries: ReadonlySet<string>;
  readonly skipAutoInstall: boolean;
}

/**
 * Marks modules, their dependencies and then, again and again, the modules that install themselves
 * (`odoo/addons/base/models/ir_module.py: button_install`). Throws `Refused` where Odoo raises UserError.
 */
export function buttonInstall(states: States, wanted: readonly string[], options: InstallOptions, why: Reason): void {
  let batch = wanted.map((name) => ({ name, reason: why }));
  while (batch.length) {
    for (const { name, reason } of batch) stateUpdate(states, name, reason, []);
    if (options.skipAutoInstall) break;
    batch = [...states.graph.modules.values()]
      .filter((module) => mustInstall(module, states, options.countries))
      .map(({ name, autoInstall }) => ({ name, reason: { kind: "auto-install", because: autoInstall || [] } }));
  }
  refuseExclusions(states);
}

function mustInstall(module: GraphModule, { state }: States, countries: ReadonlySet<string>): boolean {
  if (module.autoInstall === false || state.get(module.name) !== "uninstalled") return false;
  const triggers = module.autoInstall.map((name) => state.get(name));
  return (
    triggers.every((trigger) => trigger === "installed" || trigger === "to install") &&
    triggers.includes("to install") &&
    (!module.countries.length || module.countries.some((code) => countries.has(code)))
  );
}

/** `_state_update` gives up at this depth. */
const MAX_LEVEL = 100;

/** Dependencies first; a dependency that is not installable is passed over here and stops the module at load. */
function stateUpdate(states: States, name: string, reason: Reason, path: readonly string[]): void {
  if (states.state.get(name) !== "uninstalled") return;
  const module = states.graph.modules.get(name)!;
  if (path.includes(name) || path.length >= MAX_LEVEL) throw loopRefused(states.graph, module, path);
  for (const dependency of module.depends) if (!states.state.has(dependency)) throw missingRefused(module, dependency);
  for (const dependency of module.depends)
    stateUpdate(states, dependency, { kind: "depends", because: [name] }, [...path, name]);
  markToInstall(states, name, reason);
}

function refuseExclusions(states: States): void {
  const names = new Set(namesIn(states, "installed", "to install"));
  for (const name of names) {
    const module = states.graph.modules.get(name)!;
    const other = module.excludes.find((excluded) => names.has(excluded));
    if (other !== undefined)
      throw new Refused(
        "excluded-module",
        `'${name}' and '${other}' are incompatible: the first excludes the second`,
        "leave one of the two out",
        module,
      );
  }
}

function missingRefused(module: GraphModule, dependency: string): Refused {
  return new Refused(
    "missing-dependency",
    `'${module.name}' depends on '${dependency}', which is nowhere: Odoo refuses the whole installation`,
    `add the repository that holds '${dependency}', or leave '${module.name}' out`,
    module,
  );
}

function loopRefused(graph: Graph, module: GraphModule, path: readonly string[]): Refused {
  const loop = [...path.slice(Math.max(0, path.indexOf(module.name))), module.name].join(" → ");
  const from = graph.modules.get(path.at(-1)!)!;
  return new Refused(
    "dependency-cycle",
    `${loop}: a module cannot be installed before itself`,
    "take one of these names out of its 'depends'",
    from,
  );
}
