import type { Finding, Rule } from "../../rule.ts";
import { archs } from "../../world/elements.ts";

/** Templates of a kanban arch that Odoo 19 no longer looks for. */
const RENAMED = new Map([
  ["kanban-box", "card"],
  ["kanban-menu", "menu"],
]);

export const kanbanBox: Rule = {
  code: "kanban-box",
  severity: "error",
  summary: "a kanban view has the template of former series, which Odoo 19 saves silently and does not draw",
  *check(module): Generator<Finding> {
    for (const { file, root } of archs(module))
      for (const node of root.walk()) {
        const now = RENAMED.get(node.get("t-name") ?? "");
        if (now === undefined) continue;
        const message = `t-name="${node.get("t-name")}" is not drawn`;
        yield {
          file,
          line: node.line,
          message,
          advice: `write t-name="${now}" with the card's content directly in it`,
        };
      }
  },
};
