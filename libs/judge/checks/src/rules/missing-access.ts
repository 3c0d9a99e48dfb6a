import type { Finding, Rule } from "../rule.ts";
import type { CheckedModule } from "../world/module.ts";

export const missingAccess: Rule = {
  code: "missing-access",
  severity: "error",
  summary: "a model has no access rule: nobody but the superuser can use it",
  *check(module): Generator<Finding> {
    const ruled = modelsWithAccess(module);
    for (const { model, kind, defines, file, line } of module.facts.models) {
      if (!defines || kind === "abstract" || module.models.get(model)?.kind === "abstract") continue;
      if (ruled.has(model.replaceAll(".", "_"))) continue;
      yield {
        file,
        line,
        message: `the model ${model} has no access rule`,
        advice: "add a line per group to security/ir.model.access.csv, and the file to 'data'",
      };
    }
  },
};

/** Models by their table-like name: `ref:sale.model_sale_order` speaks of `sale_order`. */
function modelsWithAccess({ world, closure }: CheckedModule): Set<string> {
  const found = new Set<string>();
  for (const name of closure)
    for (const { model, values } of world.facts(name).records)
      if (model === "ir.model.access" && values?.["model_id"])
        found.add(values["model_id"].replace(/^ref:[^.]*\.model_/, ""));
  return found;
}
