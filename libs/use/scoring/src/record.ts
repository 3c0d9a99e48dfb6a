import { existsSync } from "node:fs";
import { join } from "node:path";
import type { CapabilityResult, Parity, ParityInput, ParityReport, Score } from "@ipai/parity";
import { runGit } from "@ipai/sources";
import { Run } from "@ipai/store";
import { blocking, GATES_FILE, judgeMilestones, readGates, word } from "@ipai/verdicts";
import type { ParityWorkspace } from "./read.ts";
import { reportDigest, reportOf } from "./report.ts";

/** The state of now as history keeps it: scores, pins, modules, verdicts of the gates, attested tests. */
export async function runOf(workspace: ParityWorkspace, input: ParityInput): Promise<Run> {
  return toRun(workspace, await reportOf(workspace, input), await currentGates(workspace.root));
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
  return runGit(args, { cwd: root }).stdout.toString().trim();
}
