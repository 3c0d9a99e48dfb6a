import { plural } from "@ipai/core";
import { readParityWorkspace, runOf } from "@ipai/scoring";
import type { Run } from "@ipai/store";
import { withStore } from "@ipai/workspace";
import { Command } from "commander";
import { formatIssue, formatTable, printJson, printText } from "../../io/print.ts";
import { readableInput } from "./input.ts";

/** `ipai parity history`: the trend, and recording a run of today. */
export function historyCommand(): Command {
  return new Command("history")
    .description("scores of recorded runs, and what moved them")
    .option("--record", "record the state of now first; a state that is there already stays one run")
    .option("--json", "one JSON document on stdout")
    .action(history);
}

interface ScoreRow {
  readonly recorded_at: string | Date;
  readonly commit_id: string | null;
  readonly scope: string;
  readonly proven: string;
  readonly tested: string;
  readonly declared: string;
  readonly proven_change: string | null;
}

async function history({ record, json }: { record?: boolean; json?: boolean }): Promise<void> {
  const run = record ? await currentRun() : null;
  await withStore(async (store, issues) => {
    const recorded = run ? await store.record(run) : null;
    const scores = await store.query<ScoreRow>("SELECT * FROM v_score_history ORDER BY recorded_at, run_id, scope");
    const moves = await store.query<{ title: string; tier_before: string; tier: string; recorded_at: string }>(
      "SELECT recorded_at, capability_id, title, tier_before, tier, cause FROM v_capability_change WHERE tier_before IS NOT NULL ORDER BY recorded_at DESC, capability_id LIMIT 20",
    );
    if (json) return printJson({ recorded, scores, changes: moves, issues });
    for (const issue of issues) printText(formatIssue(issue));
    if (recorded !== null) printText(recorded ? "recorded" : "this state was recorded before: it stays one run");
    const rows = scores.map((row) => [
      day(row.recorded_at),
      row.commit_id?.slice(0, 12) ?? "-",
      row.scope,
      ...[row.proven, row.tested, row.declared, row.proven_change].map(percent),
    ]);
    if (rows.length)
      printText(formatTable([["recorded", "commit", "scope", "proven", "tested", "declared", "change"], ...rows]));
    for (const { title, tier_before, tier } of moves) printText(`${title}: ${tier_before} → ${tier}`);
    printText(rows.length ? plural(rows.length, "score") : "nothing recorded yet: ipai parity history --record");
  });
}

async function currentRun(): Promise<Run | null> {
  const workspace = await readParityWorkspace();
  const input = readableInput(workspace);
  return input ? runOf(workspace, input) : null;
}

function percent(share: string | null): string {
  return share === null ? "" : `${(Number(share) * 100).toFixed(1)} %`;
}

function day(time: string | Date): string {
  return new Date(time).toISOString().slice(0, 10);
}
