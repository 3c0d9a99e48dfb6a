import type { Finding, Rule } from "../../rule.ts";
import { archs } from "../../world/elements.ts";

export const viewAttrsStates: Rule = {
  code: "view-attrs-states",
  severity: "error",
  summary: "an arch uses attrs or states, which Odoo refuses since 17.0",
  *check(module): Generator<Finding> {
    for (const { file, root } of archs(module))
      for (const node of root.walk())
        for (const name of ["attrs", "states"]) {
          const isSpec = node.tag === "attribute" && node.get("name") === name && node.text.trim() !== "";
          if (node.get(name) === undefined && !isSpec) continue;
          const advice =
            "write the condition as a Python expression in invisible, readonly, required or column_invisible";
          yield { file, line: node.line, message: `'${name}' of <${node.tag}> is refused`, advice };
        }
  },
};
