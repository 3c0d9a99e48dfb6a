import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Issue } from "@ipai/core";
import type { ParityReport } from "@ipai/parity";
import type { ChangesSince, GateLine, GraphModule, HistoryPoint, ParityContext } from "@ipai/report";
import type { Store } from "@ipai/store";
import { cacheFolder, withStore } from "@ipai/workspace";
import type { ParityWorkspace } from "./read.ts";
import { reportDigest } from "./report.ts";
import { diffFromRecorded, type RecordedRun } from "./since.ts";

interface Context {
  readonly context: ParityContext;
  /** Warnings: the score stands without its history. */
  readonly issues: readonly Issue[];
}

/** What the page shows beside the report: the modules that we run, and history where runs are recorded. */
export async function contextOf(workspace: ParityWorkspace, report: ParityReport): Promise<Context> {
  const modules = runModules(workspace, report);
  const hasHistory = process.env["DATABASE_URL"] || existsSync(join(cacheFolder(workspace.root), "history"));
  if (!hasHistory) return { context: { modules }, issues: [] };
  try {
    return await withStore(async (store, issues) => {
      const [history, changes] = [await readHistory(store), await readChanges(store, workspace, report)];
      const context = { modules, history, gates: await readGates(store), ...(changes && { changes }) };
      return { context, issues };
    });
  } catch (error) {
    return { context: { modules }, issues: [noHistory(error as Error & { advice?: string })] };
  }
}

function noHistory({ message, advice = "see docs/history.md" }: Error & { advice?: string }): Issue {
  return { code: "no-history", severity: "warning", message: `the report goes without history: ${message}`, advice };
}

/** Own modules, and the closure of every candidate. */
function runModules({ catalog }: ParityWorkspace, { inputs }: ParityReport): GraphModule[] {
  return [...catalog.modules.values()]
    .filter(({ name, origin }) => origin.commit === null || name in inputs.trees)
    .map(({ name, origin, manifest }) => ({
      name,
      repository: origin.source,
      category: manifest?.category ?? "",
      depends: manifest?.depends ?? [],
    }));
}

interface PointRow {
  readonly recorded_at: string | Date;
  readonly commit_id: string | null;
  readonly proven: string;
  readonly tested: string;
  readonly declared: string;
  readonly universe: string;
}

async function readHistory(store: Store): Promise<HistoryPoint[]> {
  const rows = await store.query<PointRow>(
    `SELECT scope.recorded_at, scope.commit_id, scope.proven, scope.tested, scope.declared, universe.proven AS universe
       FROM v_score_history AS scope JOIN v_score_history AS universe USING (run_id)
      WHERE scope.scope = 'required' AND universe.scope = 'universe'
      ORDER BY scope.recorded_at, run_id`,
  );
  return rows.map((row) => ({
    at: new Date(row.recorded_at).toISOString(),
    commit: row.commit_id,
    proven: Number(row.proven),
    tested: Number(row.tested),
    declared: Number(row.declared),
    universe: Number(row.universe),
  }));
}

/** The last recorded verdict of every milestone. */
async function readGates(store: Store): Promise<GateLine[]> {
  const rows = await store.query<{ gate: string; verdict: string; blocking: string[] }>(
    "SELECT gate, verdict, blocking FROM v_gate_board ORDER BY gate",
  );
  return rows.map(({ gate, verdict, blocking }) => ({ id: gate, title: "", go: verdict === "GO", blocking }));
}

/** Against the last recorded run that is not this state itself. */
async function readChanges(
  store: Store,
  workspace: ParityWorkspace,
  report: ParityReport,
): Promise<ChangesSince | undefined> {
  const [run] = await store.query<{ run_id: string; recorded_at: string | Date; commit_id: string | null }>(
    "SELECT run_id, recorded_at, commit_id FROM run WHERE report_sha256 <> $1 ORDER BY recorded_at DESC, run_id DESC LIMIT 1",
    [reportDigest(report)],
  );
  if (!run) return undefined;
  const ask = <Row>(sql: string) => store.query<Row>(sql, [run.run_id]);
  const recorded: RecordedRun = {
    scores: await ask("SELECT scope, proven FROM score_fact WHERE run_id = $1"),
    capabilities: await ask(
      "SELECT capability_id, title, scope, weight, tier, share, cause FROM capability_fact JOIN capability USING (capability_id) WHERE run_id = $1",
    ),
    pins: await ask("SELECT source, commit_id FROM pin_fact WHERE run_id = $1"),
    modules: await ask("SELECT module, source, version, tree FROM module_fact WHERE run_id = $1"),
  };
  return {
    at: new Date(run.recorded_at).toISOString(),
    commit: run.commit_id,
    diff: diffFromRecorded(recorded, workspace, report),
  };
}
