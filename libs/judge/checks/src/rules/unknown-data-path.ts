import { isFault, parseExpression } from "@ipai/python";
import type { XmlNode } from "@ipai/xml";
import { domainLeaves } from "../paths/domain.ts";
import { wrongPath } from "../paths/follow.ts";
import type { Finding, Rule } from "../rule.ts";
import { recordFields } from "../world/elements.ts";
import type { CheckedModule } from "../world/module.ts";

export const unknownDataPath: Rule = {
  code: "unknown-data-path",
  severity: "error",
  summary: "the domain of an action, a filter or a record rule names a field that is not there",
  *check(module): Generator<Finding> {
    if (!module.isComplete) return;
    for (const { file, model, name, node, record } of recordFields(module)) {
      const target = DOMAINS.get(`${model}.${name}`)?.(module, record);
      const text = target ? (node.get("eval") ?? node.text) : "";
      for (const message of target ? wrongIn(module, target, text) : [])
        yield {
          file,
          line: node.line,
          message: `${record.get("id") ?? model}: ${message}`,
          advice: "mend the path of the field",
        };
    }
  },
};

type TargetOf = (module: CheckedModule, record: XmlNode) => string | undefined;

const byName =
  (field: string): TargetOf =>
  (_, record) =>
    textOf(record, field);
const byReference: TargetOf = (module, record) => modelOf(module, fieldOf(record, "model_id")?.get("ref"));

/** Fields with a domain, and the model that it searches. */
const DOMAINS: ReadonlyMap<string, TargetOf> = new Map([
  ["ir.actions.act_window.domain", byName("res_model")],
  ["ir.filters.domain", byName("model_id")],
  ["ir.rule.domain_force", byReference],
  ["base.automation.filter_domain", byReference],
  ["base.automation.filter_pre_domain", byReference],
]);

function fieldOf(record: XmlNode, name: string): XmlNode | undefined {
  return record.elements("field").find((field) => field.get("name") === name);
}

function textOf(record: XmlNode, name: string): string | undefined {
  const field = fieldOf(record, name);
  return field && !field.get("eval") && !field.get("ref") ? field.text.trim() : undefined;
}

/** The model whose `ir.model` record an id names: `sale.model_sale_order`. */
export function modelOf({ models }: CheckedModule, id: string | undefined): string | undefined {
  const table = id && /(?:^|\.)model_(\w+)$/.exec(id)?.[1];
  if (!table) return undefined;
  for (const model of models.keys()) if (model.replaceAll(".", "_") === table) return model;
  return undefined;
}

function* wrongIn(module: CheckedModule, model: string, text: string): Generator<string> {
  const tree = parseExpression(text.trim());
  if (isFault(tree)) return;
  // `eval` of a text in quotes holds the domain itself.
  const domain = tree.kind === "str" ? parseExpression(tree.value) : tree;
  if (isFault(domain)) return;
  for (const { path } of domainLeaves(domain)) {
    const wrong = wrongPath(module, model, path);
    if (wrong) yield wrong;
  }
}
