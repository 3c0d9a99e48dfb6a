import { cloneNode, type XmlNode } from "@ipai/xml";
import type { Finding, Rule } from "../rule.ts";
import { describeFault } from "../schema/describe.ts";
import { viewSchema } from "../schema/schemas.ts";
import { findFault } from "../schema/validate.ts";
import { viewEntries } from "../views/written.ts";

export const viewSchemaRule: Rule = {
  code: "view-schema",
  severity: "error",
  since: 19,
  summary: "a view does not fit the schema of its type",
  *check(module): Generator<Finding> {
    for (const { record, written, root } of viewEntries(module)) {
      const schema = viewSchema(root.tag);
      if (!schema || written.definition.type === "qweb") continue;
      const fault = findFault(withoutPanel(root), schema);
      const line = fault ? nearestLine(fault.node, written.touched) : undefined;
      // What stood there before is another entry's.
      if (!fault || line === undefined) continue;
      yield {
        file: record.file,
        line,
        message: `${record.id}: ${describeFault(fault)}`,
        advice: `see odoo/addons/base/rng/${root.tag}_view.rng for what a ${root.tag} view may hold`,
      };
    }
  },
};

/** Odoo takes the search panel out before it looks at the schema (`ir_ui_view.py: _validate_tag_search`). */
function withoutPanel(root: XmlNode): XmlNode {
  if (root.tag !== "search" || !root.elements("searchpanel").length) return root;
  const copy = cloneNode(root);
  copy.children = root.children.filter(({ tag }) => tag !== "searchpanel");
  return copy;
}

function nearestLine(node: XmlNode, touched: ReadonlyMap<XmlNode, number>): number | undefined {
  for (let at: XmlNode | null = node; at; at = at.parent) if (touched.get(at)) return touched.get(at);
  return undefined;
}
