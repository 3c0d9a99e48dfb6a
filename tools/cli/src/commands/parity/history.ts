import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { plural } from "@ipai/core";
import type { CapabilityResult, Parity, ParityReport, Score } from "@ipai/parity";
import { Run } from "@ipai/store";
import { withStore } from "@ipai/workspace";
import { Command } from "commander";
import { GATES_FILE, judgeMilestones, readGates } from "../../gates/read.ts";
import { blocking, word } from "../../gates/render.ts";
import { formatIssue, formatTable, printJson, printText } from "../../io/print.ts";
import { readableInput, readParityWorkspace, type ParityWorkspace } from "./read.ts";
import { reportDigest, reportOf } from "./report.ts";

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
  return input ? toRun(workspace, await reportOf(workspace, input), await currentGates(workspace.root)) : null;
}

/** Verdicts of now; a workspace without `gates.yml` has none. */
async function currentGates(root: string): Promise<Run["gates"]> {
  if (!existsSync(join(root, GATES_FILE))) return [];
  const gates = readGates(root);
  const { milestones } = await judgeMilestones(
    gates,
    gates.milestones.map(({ id }) => id),
    root,
    "now",
  );
  return milestones.map((verdict) => ({
    id: verdict.milestone.id,
    verdict: word(verdict),
    blocking: blocking(verdict),
  }));
}

/** The run as history keeps it. */
function toRun({ root, catalog, pins, attestations }: ParityWorkspace, report: ParityReport, gates: Run["gates"]): Run {
  const { parity } = report;
  return Run.parse({
    version: 1,
    recordedAt: new Date().toISOString(),
    series: parity.series,
    workspace: { commit: git(root, "rev-parse", "HEAD") || null, dirty: git(root, "status", "--porcelain") !== "" },
    report: reportDigest(report),
    scores: scoresOf(parity),
    capabilities: parity.capabilities.map((capability) => ({
      id: capability.id,
      title: capability.title,
      domain: capability.domain,
      app: capability.app,
      scope: capability.scope,
      weight: capability.weight,
      tier: capability.tier,
      share: capability.share,
      declared: capability.declaredShare,
      cause: causeOf(capability),
    })),
    pins: pins.map(({ name, pin }) => ({
      source: name,
      url: pin.url,
      commit: pin.head ?? pin.commit,
      modules: Object.keys(pin.modules).length,
    })),
    modules: [...catalog.modules.values()].map(({ name, origin, manifest }) => ({
      name,
      source: origin.source,
      version: manifest?.version ?? "",
      tree: origin.tree,
    })),
    gates,
    tests: attestations
      .filter(({ attestation }) => attestation.predicate.kind === "test")
      .map(({ attestation: { predicate } }) => {
        const { passed, failed, errors, skipped } = predicate.tests;
        return {
          module: predicate.database.modules[0],
          passed,
          failed,
          errors,
          skipped,
          seconds: predicate.seconds,
          finished: predicate.finished,
        };
      }),
  });
}

function scoresOf({ totals, domains }: Parity): Run["scores"] {
  const named: (readonly [string, Score])[] = [
    ["universe", totals.universe],
    ["required", totals.required],
    ...domains.map(({ name, score }) => [`domain:${name}`, score] as const),
  ];
  return named.map(([scope, { capabilities, weight, proven, possible, tested, declared }]) => ({
    scope,
    capabilities,
    weight,
    proven,
    possible,
    tested,
    declared,
  }));
}

/** The first step that the best candidate did not reach, in its own words. */
function causeOf({ best, candidates, none }: CapabilityResult): string {
  if (best === null) return none ?? "";
  const step = candidates[best]!.steps.find(({ state }) => state !== "reached");
  return step ? step.reasons.map(({ message }) => message).join("; ") : "";
}

function git(root: string, ...args: string[]): string {
  return spawnSync("git", ["-C", root, ...args], { encoding: "utf8" }).stdout?.trim() ?? "";
}

function percent(share: string | null): string {
  return share === null ? "" : `${(Number(share) * 100).toFixed(1)} %`;
}

function day(time: string | Date): string {
  return new Date(time).toISOString().slice(0, 10);
}
