import type { XmlNode } from "@ipai/xml";
import type { Finding, Rule } from "../../rule.ts";
import { archs } from "../../world/elements.ts";

export const searchView: Rule = {
  code: "search-view",
  severity: "error",
  summary: "a search view has a form that Odoo 19's schema refuses",
  *check(module): Generator<Finding> {
    for (const { file, root } of archs(module))
      for (const search of root.elements("search"))
        for (const node of search.walk()) {
          const problem = problemOf(node);
          if (problem) yield { file, line: node.line, ...problem };
        }
  },
};

/** `odoo/addons/base/rng/common.rng` and `ir_ui_view.py: _validate_tag_filter`. */
function problemOf(node: XmlNode): Pick<Finding, "message" | "advice"> | null {
  if (node.tag === "group" && (node.get("expand") !== undefined || node.get("string") !== undefined))
    return { message: "<group> of a search view takes no string or expand", advice: "drop the attribute" };
  if (node.tag === "filter" && node.get("name") === undefined)
    return { message: "a <filter> has no name", advice: "give it one: extensions and actions refer to it" };
  return null;
}
