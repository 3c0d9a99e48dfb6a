import type { XmlNode } from "@ipai/xml";
import type { Finding, Rule } from "../rule.ts";
import { validateView } from "../views/validate.ts";
import { viewEntries } from "../views/written.ts";

export const viewRefused: Rule = {
  code: "view-refused",
  severity: "error",
  summary: "a view does not pass the validation of its elements, expressions and domains",
  *check(module): Generator<Finding> {
    const seen = new Set<string>();
    for (const { record, written, root, model } of viewEntries(module)) {
      if (written.definition.type === "qweb" || root.tag === "t" || root.tag === "data") continue;
      for (const { node, message, advice } of validateView(module, root, model, written.touched)) {
        const line = lineOf(node, written.touched) ?? record.line;
        const key = `${record.file}:${line} ${message}`;
        if (seen.has(key)) continue;
        seen.add(key);
        yield { file: record.file, line, message: `${record.id}: ${message}`, advice };
      }
    }
  },
};

/** The line of the module's own file that brings an element or one around it. */
function lineOf(node: XmlNode, touched: ReadonlyMap<XmlNode, number>): number | undefined {
  for (let at: XmlNode | null = node; at; at = at.parent) {
    const line = touched.get(at);
    if (line) return line;
  }
  return undefined;
}
