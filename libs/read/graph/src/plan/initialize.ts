import type { GraphModule } from "../graph.ts";
import { markToInstall, namesIn, type States } from "./states.ts";

/**
 * What a new database installs by itself: `base` and what follows from it, whatever the country
 * (`odoo/modules/db.py: initialize`, SQL turned into loops one to one).
 */
export function initialize(states: States, options: { readonly skipAutoInstall: boolean }): void {
  const { graph, state } = states;
  if (options.skipAutoInstall) {
    if (state.has("base")) markToInstall(states, "base", { kind: "auto-install", because: [] });
    return;
  }
  for (;;) {
    const automatic = [...graph.modules.values()].filter((module) => isTriggered(module, states));
    const batch = new Set(automatic.map(({ name }) => name));
    const needed = new Map<string, string>();
    for (const name of [...namesIn(states, "to install"), ...batch])
      for (const dependency of graph.modules.get(name)!.depends)
        if (state.has(dependency) && state.get(dependency) !== "to install" && !batch.has(dependency))
          needed.set(dependency, name);
    if (!batch.size && !needed.size) return;
    for (const { name, autoInstall } of automatic)
      markToInstall(states, name, { kind: "auto-install", because: autoInstall || [] });
    for (const [name, dependent] of needed) markToInstall(states, name, { kind: "depends", because: [dependent] });
  }
}

/** A trigger that no module satisfies does not count here: the query joins existing modules only. */
function isTriggered({ name, autoInstall }: GraphModule, { state }: States): boolean {
  if (autoInstall === false || state.get(name) !== "uninstalled") return false;
  return autoInstall.every((trigger) => !state.has(trigger) || state.get(trigger) === "to install");
}
