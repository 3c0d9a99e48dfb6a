import type { Finding, Rule } from "../rule.ts";
import type { CheckedModule } from "../world/module.ts";
import { isDynamicModel } from "./xml-ids.ts";

/** A model that a module uses, with the place of the use. */
interface Use {
  readonly model: string;
  readonly file: string;
  readonly line: number;
  readonly what: string;
}

/** Types that use their `comodel_name`; a Char keeps one that somebody gave it, and does nothing with it. */
const RELATIONAL: ReadonlySet<string | null> = new Set(["many2one", "one2many", "many2many"]);

const ENTRY = { record: "a record is of", function: "a <function> calls", delete: "a <delete> is of" } as const;

/** Models used by classes, fields and records that the closure does not define. */
export function* foreignModels(module: CheckedModule): Generator<Use & { readonly definers: readonly string[] }> {
  if (!module.isComplete) return;
  const seen = new Set<string>();
  for (const use of uses(module)) {
    const key = `${use.file} ${use.model}`;
    if (seen.has(key) || module.world.defines(module.name, use.model)) continue;
    seen.add(key);
    yield { ...use, definers: module.world.definers(use.model) };
  }
}

function* uses({ facts }: CheckedModule): Generator<Use> {
  for (const { model, inherit, inherits, fields, file, line } of facts.models) {
    for (const parent of [...inherit, ...Object.keys(inherits)])
      yield { model: parent, file, line, what: `${model} extends` };
    for (const { name, type, relation, line: at } of fields)
      if (relation && RELATIONAL.has(type))
        yield { model: relation, file, line: at, what: `${model}.${name} points at` };
  }
  for (const { model, file, line, kind, view, values } of facts.records) {
    if (kind === "record" || kind === "function" || kind === "delete") yield { model, file, line, what: ENTRY[kind] };
    if (view?.model && view.type !== "qweb") yield { model: view.model, file, line, what: "a view is of" };
    // `odoo/addons/base/models/ir_actions.py: _check_model`
    const opened = model === "ir.actions.act_window" ? values?.["res_model"] : undefined;
    if (opened) yield { model: opened, file, line, what: "an action opens" };
  }
}

export const unknownModel: Rule = {
  code: "unknown-model",
  severity: "error",
  summary: "a model is used that no known module defines",
  *check(module): Generator<Finding> {
    // A class whose name is computed may be the one that seems to be missing.
    if (module.facts.issues.some(isDynamicModel)) return;
    for (const { model, file, line, what, definers } of foreignModels(module))
      if (!definers.length)
        yield {
          file,
          line,
          message: `${what} ${model}, which no module defines`,
          advice: "mend the name, or add the repository that has the model",
        };
  },
};
