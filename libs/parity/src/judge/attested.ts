import type { Counts, OdooRun } from "@ipai/evidence";
import type { Candidate } from "../mapping/schema.ts";
import type { World } from "../world/world.ts";
import type { JudgedAttestation, ParityInput } from "./input.ts";
import { missed, reached, type Step } from "./step.ts";

/** Whether a run that still counts installed the candidate, and whether one tested it. */
export function judgeAttested(candidate: Candidate, world: World, input: ParityInput): [installed: Step, tested: Step] {
  const about = input.attestations.filter((it) => isAbout(it, candidate, world));
  const valid = about.filter((it) => it.verdict.counts);
  const stale = about
    .filter((it) => !it.verdict.counts)
    .flatMap((it) => it.verdict.reasons.map((why) => `${it.path}: ${why}`));
  const none = stale.length > 0 ? stale : ["no attested run installed these modules"];
  if (valid.length === 0) return [missed("installed", none, places(about)), missed("tested", none)];
  const tests = valid.filter((it) => it.attestation.predicate.kind === "test");
  const good = tests.filter((it) => untested(candidate, world, it.attestation.predicate).length === 0);
  const gaps = tests.flatMap((it) => untested(candidate, world, it.attestation.predicate));
  const reasons = gaps.length > 0 ? [...new Set(gaps)] : ["no attested run tested these modules"];
  return [
    reached("installed", places(valid)),
    good.length > 0 ? reached("tested", places(good)) : missed("tested", reasons),
  ];
}

/** About the candidate: its modules were in the database, and every module of its closure is a subject. */
function isAbout({ attestation }: JudgedAttestation, candidate: Candidate, world: World): boolean {
  const subjects = new Set(attestation.subject.map(({ name }) => name));
  const installed = new Set(attestation.predicate.database.modules);
  return (
    candidate.modules.every((name) => installed.has(name)) &&
    [...world.order.keys()].every((name) => subjects.has(name))
  );
}

/** What a run leaves untested: named acceptance tests that did not pass, else modules whose own tests did not run. */
function untested(candidate: Candidate, world: World, run: OdooRun): string[] {
  if (candidate.tests.length > 0) {
    const passed = run.cases.filter(({ state }) => state === "passed").map(({ name }) => name);
    const missing = candidate.tests.filter((wanted) => !passed.some((name) => isTest(wanted, name)));
    return missing.map((name) => `acceptance test ${name} did not pass`);
  }
  const suites = candidate.modules.filter((name) => world.index.modules.get(name)!.facts.tests.methods > 0);
  if (suites.length === 0) return ["its modules have no tests"];
  return suites.filter((name) => !isGreen(run.suites[name])).map((name) => `the tests of ${name} did not all pass`);
}

/** `test_x`, `TestX` and `TestX.test_x` all name the case `TestX.test_x`. */
function isTest(wanted: string, name: string): boolean {
  return name === wanted || name.endsWith(`.${wanted}`) || name.startsWith(`${wanted}.`);
}

function isGreen(counts: Counts | undefined): boolean {
  return counts !== undefined && counts.passed > 0 && counts.failed + counts.errors === 0;
}

function places(attestations: readonly JudgedAttestation[]) {
  return attestations.map(({ path }) => ({ path }));
}
