import type { ViewModule } from "./definitions.ts";

/** Actions of all kinds share one table's ids, because their tables inherit from `ir_actions` in PostgreSQL. */
const ACTION_MODELS = new Set([
  "ir.actions.actions",
  "ir.actions.act_window",
  "ir.actions.act_window_close",
  "ir.actions.act_url",
  "ir.actions.server",
  "ir.actions.report",
  "ir.actions.client",
]);

/** Models whose `create` makes an action in code: `lunch/models/lunch_supplier.py` gives each supplier a cron. */
const MAKES_ACTION = new Set(["lunch.supplier"]);

/**
 * Database ids that records get when modules are installed in this order into an empty database: one sequence per
 * table, in the order entries create records. `%(xml id)d` in archs nearly always names actions, so of what code creates
 * only actions are counted.
 */
export function databaseIds(modules: readonly ViewModule[]): Map<string, number> {
  const ids = new Map<string, number>();
  const sequences = new Map<string, number>();
  for (const { records } of modules)
    for (const record of records) {
      if (record.kind === "delete" || record.kind === "function") continue;
      if (record.id !== null && ids.has(record.id)) continue;
      const table = ACTION_MODELS.has(record.model) ? "ir.actions.actions" : record.model;
      const next = (sequences.get(table) ?? 0) + 1;
      sequences.set(table, next);
      if (record.id !== null) ids.set(record.id, next);
      if (MAKES_ACTION.has(record.model)) {
        sequences.set("ir.actions.actions", (sequences.get("ir.actions.actions") ?? 0) + 1);
      }
    }
  return ids;
}
