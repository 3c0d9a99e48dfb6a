import type { Counts, OdooRun } from "@ipai/evidence";
import type { Candidate } from "../mapping/schema.ts";
import type { World } from "../world/world.ts";
import { OWN, type JudgedAttestation, type ParityInput } from "./input.ts";
import { because, missed, reached, type Step } from "./step.ts";

/**
 * Whether a run that still counts installed the candidate's modules together, and whether runs that still count
 * tested each of them: in one run, or each on a closure of its own.
 */
export function judgeAttested(
  candidate: Candidate,
  capability: string,
  world: World,
  input: ParityInput,
): [installed: Step, tested: Step] {
  const about = input.attestations.filter((it) => isAbout(it, candidate, world));
  const valid = about.filter((it) => it.verdict.counts);
  if (valid.length === 0) return notInstalled(about);
  const tests = input.attestations.filter((it) => it.verdict.counts && testsAny(it, candidate));
  const gaps = untested(
    candidate,
    capability,
    world,
    tests.map((it) => it.attestation.predicate),
  );
  const tested =
    gaps.length === 0 ? reached("tested", places(tests)) : missed("tested", because("not-tested", ...gaps));
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
  const subjects = subjectsOf(attestation);
  const installed = new Set(attestation.predicate.database.modules);
  return (
    candidate.modules.every((name) => installed.has(name)) &&
    [...world.order.keys()].every((name) => subjects.has(name))
  );
}

/** A test run that vouches for at least one of the candidate's modules as it is. */
function testsAny({ attestation }: JudgedAttestation, candidate: Candidate): boolean {
  const { kind, database } = attestation.predicate;
  const subjects = subjectsOf(attestation);
  return kind === "test" && candidate.modules.some((name) => database.modules.includes(name) && subjects.has(name));
}

function subjectsOf({ subject }: JudgedAttestation["attestation"]): ReadonlySet<string> {
  return new Set(subject.map(({ name }) => name));
}

/**
 * What the runs leave untested: acceptance tests that the mapping names, else modules whose own tests did not run;
 * for own add-ons also modules of which no test that names the capability passed.
 */
function untested(candidate: Candidate, capability: string, world: World, runs: readonly OdooRun[]): string[] {
  if (runs.length === 0) return ["no attested run tested these modules"];
  const named = candidate.tests.length > 0 ? notPassed(candidate, runs) : notGreen(candidate, world, runs);
  return candidate.from === OWN ? [...named, ...notShown(candidate, capability, runs)] : named;
}

function notPassed(candidate: Candidate, runs: readonly OdooRun[]): string[] {
  const cases = runs.flatMap((run) => run.cases);
  const passed = cases.filter(({ state }) => state === "passed").map(({ name }) => name);
  const missing = candidate.tests.filter((wanted) => !passed.some((name) => isTest(wanted, name)));
  return missing.map((name) => `acceptance test ${name} did not pass`);
}

function notGreen(candidate: Candidate, world: World, runs: readonly OdooRun[]): string[] {
  const suites = candidate.modules.filter((name) => world.index.modules.get(name)!.facts.tests.methods > 0);
  if (suites.length === 0) return ["its modules have no tests"];
  return suites
    .filter((name) => !runs.some((run) => isGreen(run.suites[name])))
    .map((name) => `the tests of ${name} did not all pass`);
}

function notShown({ modules }: Candidate, capability: string, runs: readonly OdooRun[]): string[] {
  const shows = (run: OdooRun, module: string) =>
    run.suites[module] !== undefined && isGreen(run.capabilities?.[capability]);
  return modules
    .filter((module) => !runs.some((run) => shows(run, module)))
    .map((module) => `no test of ${module} that names ${capability} passed`);
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
