import type { RecordFacts } from "@ipai/module";
import type { WrittenView } from "@ipai/registry";
import type { XmlNode } from "@ipai/xml";
import type { CheckedModule } from "../world/module.ts";

/** A view entry of the module with the view as it stands when Odoo checks it. */
export interface ViewEntry {
  readonly record: RecordFacts;
  readonly written: WrittenView;
  readonly root: XmlNode;
  /** Model of the view that is validated. */
  readonly model: string;
}

const known = new WeakMap<CheckedModule, readonly ViewEntry[]>();

/** Every entry of a module's own data that writes a view, at its own moment of the load; those that do not combine are others'. */
export function viewEntries(module: CheckedModule): readonly ViewEntry[] {
  let entries = known.get(module);
  if (!entries) known.set(module, (entries = module.isComplete ? [...written(module)] : []));
  return entries;
}

function* written(module: CheckedModule): Generator<ViewEntry> {
  let upTo = -1;
  for (const record of module.facts.records) {
    if (!record.view || record.id === null || record.demo) continue;
    const definition = module.views.definitions.get(record.id);
    if (!definition) continue;
    upTo = Math.max(upTo, definition.order);
    if (!writesArch(record)) continue;
    const state = module.views.written(record.id, upTo);
    if (!state?.root || state.issues.length) continue;
    yield { record, written: state, root: state.root, model: state.definition.model || record.view.model };
  }
}

function writesArch({ view }: RecordFacts): boolean {
  return view?.given.some((name) => name === "arch" || name === "arch_db" || name === "arch_base") ?? false;
}
