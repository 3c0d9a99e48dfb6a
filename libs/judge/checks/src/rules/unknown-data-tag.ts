import type { XmlNode } from "@ipai/xml";
import type { Finding, Rule } from "../rule.ts";

/** `odoo/import_xml.rng`: what a data file may hold, and the groups it may hold them in. */
const GROUPS = new Set(["odoo", "openerp", "data"]);
const ENTRIES = new Set(["record", "template", "menuitem", "asset", "function", "delete"]);
/** Elements of former series, with what they became. */
const FORMER: ReadonlyMap<string, string> = new Map([
  ["act_window", 'write <record model="ir.actions.act_window">'],
  ["report", 'write <record model="ir.actions.report">'],
  ["assert", "drop it, or write a test"],
]);

export const unknownDataTag: Rule = {
  code: "unknown-data-tag",
  severity: "error",
  summary: "a data file has an element that Odoo does not know: it refuses the whole file",
  *check(module): Generator<Finding> {
    for (const { file, root } of module.documents())
      for (const node of GROUPS.has(root.tag) ? entries(root) : [])
        if (!ENTRIES.has(node.tag))
          yield {
            file,
            line: node.line,
            message: `<${node.tag}> is no element of a data file`,
            advice: FORMER.get(node.tag) ?? `mend the name: ${[...ENTRIES].join(", ")}`,
          };
  },
};

function* entries(group: XmlNode): Generator<XmlNode> {
  for (const node of group.elements())
    if (GROUPS.has(node.tag)) yield* entries(node);
    else yield node;
}
