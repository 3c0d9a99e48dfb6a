import type { MergedField } from "@ipai/registry";
import type { XmlNode } from "@ipai/xml";
import { evalFault } from "../load/eval.ts";
import { certainModel } from "../paths/follow.ts";
import type { Finding, Rule } from "../rule.ts";
import type { CheckedModule } from "../world/module.ts";

export const valueRefused: Rule = {
  code: "value-refused",
  severity: "error",
  summary: "data gives a field a value that Odoo cannot take",
  *check(module): Generator<Finding> {
    for (const { file, root } of module.documents())
      for (const node of root.walk()) {
        const message = evalMessage(node) ?? (node.tag === "field" ? valueMessage(module, node) : null);
        if (message) yield { file, line: node.line, message, advice: "mend the value" };
      }
  },
};

/** Attributes that Odoo evaluates as Python while it loads the file. */
const EVALUATED: ReadonlyMap<string, readonly string[]> = new Map([
  ["field", ["eval", "search"]],
  ["value", ["eval", "search"]],
  ["function", ["eval"]],
  ["delete", ["search"]],
]);

function evalMessage(node: XmlNode): string | null {
  if (isInArch(node)) return null;
  for (const attribute of EVALUATED.get(node.tag) ?? []) {
    const text = node.get(attribute);
    const fault = text ? evalFault(text, node.get("model") !== undefined) : null;
    if (fault) return `${attribute}="${text}": ${fault}`;
  }
  return null;
}

/** Elements of an arch have the names of data's own. */
function isInArch(node: XmlNode): boolean {
  for (let at = node.parent; at; at = at.parent)
    if (at.tag === "template" || (at.tag === "field" && /^(?:xml|html)$/.test(at.get("type") ?? ""))) return true;
  return false;
}

const STRING = /^(['"])([^'"\\]*)\1$/;

function valueMessage(module: CheckedModule, node: XmlNode): string | null {
  const record = node.parent;
  if (record?.tag !== "record" || isInArch(record) || node.get("search")) return null;
  const model = record.get("model") ?? "";
  const name = node.get("name") ?? "";
  const field = certainModel(module, model)?.fields.get(name);
  if (!field || node.get("ref") || node.get("file") || node.children.length) return null;
  const written = node.get("eval");
  const quoted = written === undefined ? null : STRING.exec(written.trim());
  if (written !== undefined && !quoted) return null;
  const value = quoted ? (quoted[2] as string) : node.text;
  const type = node.get("type") ?? "char";
  const wrong = type === "char" || quoted ? refusal(field, value, quoted !== null) : null;
  return wrong ? `${model}.${name}: '${value.trim()}' ${wrong}` : null;
}

/** What Odoo says of a text for a field (`odoo/tools/convert.py: _tag_record`, the fields' `convert_to_cache`). */
function refusal({ type, selection }: MergedField, value: string, isEval: boolean): string | null {
  const text = value.trim();
  switch (type) {
    case "many2one":
      return text === "" || /^\d+$/.test(text) ? null : "is a text, and the field wants a record: write ref=";
    case "integer":
      return /^[+-]?\d+(?:_\d+)*$/.test(text) || (isEval && text === "") ? null : "is no whole number";
    case "float":
    case "monetary":
      return /^[+-]?(?:\d[\d_]*\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text) || (isEval && text === "")
        ? null
        : "is no number";
    case "selection":
      return selection === undefined || value === "" || selection.includes(value)
        ? null
        : `is no value of the selection (${selection.join(", ")})`;
    case "date":
      return value === "" || /^\d{4}-\d{2}-\d{2}/.test(value) ? null : "is no date: write YYYY-MM-DD";
    case "datetime":
      return value === "" || /^\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}:\d{2})?/.test(value) ? null : "is no date and time";
    default:
      return null;
  }
}
