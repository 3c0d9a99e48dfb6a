import type { FieldFacts, ModelFacts } from "@ipai/module";
import type { Finding, Rule } from "../rule.ts";
import type { CheckedModule } from "../world/module.ts";
import { fieldAdders } from "./record-fields.ts";
import { isDynamicModel } from "./xml-ids.ts";

/** A field that a class names, with the model that lacks it. */
interface Lack {
  readonly model: string;
  readonly field: string;
  readonly what: string;
}

export const unknownField: Rule = {
  code: "unknown-field",
  severity: "error",
  summary: "a field is built on one that its model does not have",
  *check(module): Generator<Finding> {
    if (!module.isComplete || module.facts.issues.some(isDynamicModel)) return;
    for (const facts of module.facts.models)
      for (const field of facts.fields)
        for (const { model, field: name, what } of lacks(module, facts, field)) {
          const adders = fieldAdders(module, model, name);
          yield {
            file: facts.file,
            line: field.line,
            message: `${facts.model}.${field.name}: ${what} '${name}' is no field of ${model}`,
            advice: adders.length
              ? `add ${adders.join(" or ")} to 'depends', which brings it`
              : "mend the name, or add the field to the model",
          };
        }
  },
};

/** `odoo/orm/fields_relational.py: One2many.setup_inverses`, `odoo/orm/fields.py: Field.setup_related`. */
function* lacks(module: CheckedModule, { model, kind }: ModelFacts, field: FieldFacts): Generator<Lack> {
  // Only the model that takes a mixin over may have what the mixin builds on.
  if (kind === "abstract" || module.models.get(model)?.kind === "abstract") return;
  const { type, relation, inverse, related } = field;
  if (type === "one2many" && relation && inverse && isLacking(module, relation, inverse))
    yield { model: relation, field: inverse, what: "the inverse" };
  let at: string | undefined = related ? model : undefined;
  for (const name of related?.split(".") ?? []) {
    if (at === undefined) return;
    if (isLacking(module, at, name)) return yield { model: at, field: name, what: `in related='${related}'` };
    at = module.models.get(at)?.fields.get(name)?.relation;
  }
}

/** A model that the closure does not define is another rule's. */
function isLacking({ name, models, world }: CheckedModule, model: string, field: string): boolean {
  return world.defines(name, model) && models.get(model)?.fields.has(field) === false;
}
