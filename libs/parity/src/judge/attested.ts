import type { Counts, OdooRun } from "@ipai/evidence";
import type { Candidate } from "../mapping/schema.ts";
import type { World } from "../world/world.ts";
import type { JudgedAttestation, ParityInput } from "./input.ts";
import { because, missed, reached, type Step } from "./step.ts";

/** Whether a run that still counts installed the candidate, and whether one tested it. */
export function judgeAttested(candidate: Candidate, world: World, input: ParityInput): [installed: Step, tested: Step] {
  const about = input.attestations.filter((it) => isAbout(it, candidate, world));
  const valid = about.filter((it) => it.verdict.counts);
  if (valid.length === 0) return notInstalled(about);
  const tests = valid.filter((it) => it.attestation.predicate.kind === "test");
  const gaps = tests.map((it) => untested(candidate, world, it.attestation.predicate));
  const good = tests.filter((_, index) => gaps[index]!.length === 0);
  const reasons = gaps.length > 0 ? gaps.flat() : ["no attested run tested these modules"];
  const tested =
    good.length > 0 ? reached("tested", places(good)) : missed("tested", because("not-tested", ...reasons));
  return [reached("installed", places(valid)), tested];
}

function notInstalled(about: readonly JudgedAttestation[]): [Step, Step] {
  const lost = about.flatMap(({ path, verdict }) => verdict.reasons.map((why) => `${path}: ${why}`));
  const reasons =
    lost.length > 0
      ? because("void-attestation", ...lost)
      : because("not-installed", "no attested run installed these modules");
  return [missed("installed", reasons, places(about)), missed("tested", reasons)];
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
