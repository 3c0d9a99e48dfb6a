import type { Finding, Rule } from "../../rule.ts";
import { recordFields } from "../../world/elements.ts";

const MODELS = new Set(["ir.actions.act_window", "ir.actions.act_window.view"]);

export const viewModeTree: Rule = {
  code: "view-mode-tree",
  severity: "error",
  summary: "an action opens the view type 'tree', which Odoo 19 saves silently and cannot show",
  *check(module): Generator<Finding> {
    for (const { file, model, name, node } of recordFields(module)) {
      if (!MODELS.has(model) || name !== "view_mode") continue;
      const written = /^\s*(['"])(.*)\1\s*$/.exec(node.get("eval") ?? "")?.[2] ?? node.text.trim();
      const modes = written.split(",").map((mode) => mode.trim());
      if (!modes.includes("tree")) continue;
      const advice = `write '${modes.map((mode) => (mode === "tree" ? "list" : mode)).join(",")}'`;
      yield {
        file,
        line: node.line,
        message: `view_mode '${written}' names the type 'tree', now 'list'`,
        advice,
      };
    }
  },
};
