import type { Finding, Rule } from "../rule.ts";
import type { CheckedModule } from "../world/module.ts";
import { foreignTemplates } from "./client-templates.ts";
import { foreignFields } from "./record-fields.ts";
import { isLazy, provenance, references } from "./xml-ids.ts";
import { foreignModels } from "./unknown-model.ts";

export const undeclaredDepends: Rule = {
  code: "undeclared-depends",
  severity: "error",
  summary: "something of a module outside the closure is used",
  check: (module) => undeclaredUses(module).map((use) => findingOf(use, module)),
};

/** Something of another module that is used without depending on it. */
export interface UndeclaredUse {
  readonly kind: "xmlid" | "model" | "field" | "template";
  /** What is used: an xml id, a model, `model.field`, or the name of a client template. */
  readonly what: string;
  /** The modules that have it. */
  readonly modules: readonly string[];
  readonly file: string;
  readonly line: number;
}

/**
 * Every use by a module of an xml id, model, field or client template that only modules outside its closure have. Nothing for a module
 * whose closure is incomplete: what is missing may well bring them.
 */
export function undeclaredUses(module: CheckedModule): UndeclaredUse[] {
  if (!module.isComplete) return [];
  return [...xmlIds(module), ...models(module), ...fields(module), ...templates(module)];
}

function* xmlIds(module: CheckedModule): Generator<UndeclaredUse> {
  for (const { record, id } of references(module)) {
    const from = provenance(module, id);
    if (from.kind === "outside" && !isLazy(module, record, id))
      yield { kind: "xmlid", what: id, modules: from.modules, file: record.file, line: record.line };
  }
}

function* models(module: CheckedModule): Generator<UndeclaredUse> {
  for (const { model, definers, file, line } of foreignModels(module))
    if (definers.length) yield { kind: "model", what: model, modules: definers, file, line };
}

function* fields(module: CheckedModule): Generator<UndeclaredUse> {
  for (const { model, field, modules, file, line } of foreignFields(module))
    if (modules.length) yield { kind: "field", what: `${model}.${field}`, modules, file, line };
}

function* templates(module: CheckedModule): Generator<UndeclaredUse> {
  for (const { template, modules, file, line } of foreignTemplates(module))
    if (modules.length) yield { kind: "template", what: template, modules, file, line };
}

function findingOf({ what, modules, file, line }: UndeclaredUse, { name }: CheckedModule): Finding {
  return {
    file,
    line,
    message: `${what} comes from ${modules.join(" or ")}, which '${name}' does not depend on`,
    advice: `add '${modules[0]}' to 'depends', or move this into a module that depends on both`,
  };
}
