import type { Finding, Rule } from "../../rule.ts";
import { archs } from "../../world/elements.ts";

export const viewTreeTag: Rule = {
  code: "view-tree-tag",
  severity: "error",
  summary: "an arch has the element <tree>, which Odoo 19 refuses",
  *check(module): Generator<Finding> {
    for (const { file, root } of archs(module))
      for (const node of root.walk()) {
        if (node.tag === "tree")
          yield { file, line: node.line, message: "<tree> is no view type any more", advice: "write <list>" };
        else if (/\/tree\b/.test(node.get("expr") ?? ""))
          yield {
            file,
            line: node.line,
            message: `no view has the element of ${node.get("expr")}`,
            advice: "write list",
          };
      }
  },
};
