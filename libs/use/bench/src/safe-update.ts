import { join } from "node:path";
import { exitCode, type Issue } from "@ipai/core";
import { rollback, takeSnapshot } from "@ipai/database";
import { judgeInstall, odooRun, runOdoo, type Bench } from "@ipai/odoo";

export interface SafeUpdate {
  /** Why it failed, or why it did not begin; no errors when the database is updated. */
  readonly issues: readonly Issue[];
  readonly outcome: "updated" | "rolled back" | "not begun";
  /** Snapshot of the database before: `ipai db rollback <name>` goes back there later too. */
  readonly snapshot: string;
  readonly logPath: string;
  readonly seconds: number;
}

/**
 * Updates modules of a database that is not being served. Odoo leaves a database half updated when a later module
 * fails, and the next start exits 0: where anything is wrong, the database becomes again what it was.
 */
export async function safeUpdate(bench: Bench, database: string, modules: readonly string[]): Promise<SafeUpdate> {
  const began = Date.now();
  const snapshot = `before-${new Date().toISOString().replaceAll(/[-:]|\..*/g, "")}`;
  const logPath = join(bench.outDir, "update", database, "odoo.log");
  const report = (outcome: SafeUpdate["outcome"], issues: readonly Issue[]): SafeUpdate => ({
    issues,
    outcome,
    snapshot,
    logPath,
    seconds: (Date.now() - began) / 1000,
  });
  const { address } = bench.databases;
  const taken = await takeSnapshot(address, database, snapshot, { endConnections: true });
  if (!taken.copy) return report("not begun", taken.issues);
  const args = [`--update=${modules.join(",")}`, "--stop-after-init"];
  const end = await runOdoo(odooRun(bench, database, args, logPath));
  const states = await bench.databases.moduleStates(database);
  const issues = judgeInstall({ ...end, requested: modules, states, logPath });
  if (exitCode(issues) === 0) return report("updated", issues);
  const back = await rollback(address, database, snapshot, { endConnections: true });
  return report("rolled back", [...issues, ...back.issues]);
}
