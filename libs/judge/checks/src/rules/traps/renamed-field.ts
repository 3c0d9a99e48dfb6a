import type { Finding, Rule } from "../../rule.ts";
import { recordFields } from "../../world/elements.ts";

/** Fields that Odoo 19 no longer has: what it does with them, and what to write. */
const RENAMED = new Map([
  ["ir.cron.numbercall", "drop it: a scheduled action runs until it is archived"],
  ["ir.cron.doall", "drop it: missed runs are not made up"],
  ["res.groups.category_id", "set 'privilege_id' to a res.groups.privilege of that category"],
  ["res.groups.users", "write 'user_ids'"],
  ["res.users.groups_id", "write 'group_ids'"],
  ["ir.ui.menu.groups_id", "write 'group_ids'"],
  ["ir.ui.view.groups_id", "write 'group_ids'"],
  ["ir.actions.act_window.groups_id", "write 'group_ids'"],
  ["ir.actions.server.groups_id", "write 'group_ids'"],
  ["ir.actions.report.groups_id", "write 'group_ids'"],
]);

/** True for a field that this rule speaks of. */
export function isRenamed(model: string, field: string): boolean {
  return adviceFor(model, field) !== undefined;
}

function adviceFor(model: string, field: string): string | undefined {
  return RENAMED.get(`${model}.${field}`);
}

export const renamedField: Rule = {
  code: "renamed-field",
  severity: "error",
  summary: "data sets a field that Odoo 19 has renamed or dropped",
  *check(module): Generator<Finding> {
    for (const { file, model, name, node } of recordFields(module)) {
      const advice = adviceFor(model, name);
      if (advice) yield { file, line: node.line, message: `Odoo 19 has no ${model}.${name}`, advice };
    }
  },
};
