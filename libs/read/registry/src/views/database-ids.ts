import { onlyChanges, type ViewModule } from "./definitions.ts";

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

/**
 * Models whose `create` makes a row of another table in code: a supplier's cron (`lunch/models/lunch_supplier.py`), a
 * website's own homepage (`website/models/website.py: _bootstrap_homepage`).
 */
const MADE_BESIDE = new Map([
  ["lunch.supplier", "ir.actions.actions"],
  ["website", "ir.ui.view"],
]);

/**
 * Database ids that records get when modules are installed in this order into an empty database: one sequence per
 * table, in the order entries create records. `%(xml id)d` in archs nearly always names actions, sometimes views, so of
 * what code creates only these are counted.
 */
export function databaseIds(modules: readonly ViewModule[]): Map<string, number> {
  const ids = new Map<string, number>();
  const sequences = new Map<string, number>();
  const nextId = (table: string): number => {
    const next = (sequences.get(table) ?? 0) + 1;
    sequences.set(table, next);
    return next;
  };
  for (const { records } of modules)
    for (const record of records) {
      if (record.kind === "delete" || record.kind === "function") continue;
      if (onlyChanges(record) || (record.id !== null && ids.has(record.id))) continue;
      const id = nextId(ACTION_MODELS.has(record.model) ? "ir.actions.actions" : record.model);
      if (record.id !== null) ids.set(record.id, id);
      const beside = MADE_BESIDE.get(record.model);
      if (beside !== undefined) nextId(beside);
    }
  return ids;
}
