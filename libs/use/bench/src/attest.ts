import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { CORE_SUBJECT, makeAttestation, readAttestations, renderAttestation } from "@ipai/evidence";
import type { StagedModule, TestCase } from "@ipai/odoo";
import type { OdooBench } from "./bench.ts";
import { countCapabilities, countTests } from "./counts.ts";

export interface AttestedRun {
  readonly kind: "install" | "test" | "update";
  /** The module it is about comes first. */
  readonly modules: readonly string[];
  readonly closure: readonly StagedModule[];
  readonly argv: readonly string[];
  readonly tests: readonly TestCase[];
  /** For an update: trees of the modules that it began with. */
  readonly from?: Readonly<Record<string, string>>;
  readonly seconds: number;
  readonly logPath: string;
}

/** Writes the attestation of a green run to `evidence/` in place of older ones of the same module; returns its path. */
export function writeAttestation({ bench, catalog, root }: OdooBench, run: AttestedRun): string {
  const log = readFileSync(run.logPath);
  const subjects = Object.fromEntries([
    [CORE_SUBJECT, bench.platform.framework],
    ...run.closure.map(({ name, tree }): [string, string] => [name, tree]),
  ]);
  const modules = new Set(run.tests.map(({ module }) => module));
  const capabilities = countCapabilities(run.tests, (module) => catalog.facts(module).tests.capabilities ?? []);
  const attestation = makeAttestation(subjects, {
    kind: run.kind,
    outcome: "passed",
    command: withoutPaths(run.argv, root),
    versions: { odoo: bench.program.series, python: bench.platform.python, postgresql: bench.platform.postgres },
    database: { demo: bench.platform.demo, modules: [...run.modules] },
    tests: countTests(run.tests),
    suites: Object.fromEntries(
      [...modules].sort().map((module) => [module, countTests(run.tests.filter((test) => test.module === module))]),
    ),
    ...(capabilities && { capabilities }),
    ...(run.from && { from: { ...run.from } }),
    cases: run.tests.map(({ module, name, outcome }) => ({ module, name, state: outcome })),
    finished: new Date().toISOString(),
    seconds: Math.round(run.seconds * 10) / 10,
    log: { sha256: createHash("sha256").update(log).digest("hex"), lines: log.toString().split("\n").length },
  });
  const { name, text } = renderAttestation(attestation);
  const folder = join(root, "evidence");
  mkdirSync(folder, { recursive: true });
  const prefix = `${run.modules[0]}-${run.kind}-`;
  for (const old of readdirSync(folder)) if (old.startsWith(prefix) && old !== name) rmSync(join(folder, old));
  writeFileSync(join(folder, name), text);
  return relative(root, join(folder, name));
}

/** How many tests of a module ran in its newest attested run; 1 where there is none. */
export async function lastTestCount(root: string, module: string): Promise<number> {
  const { value } = await readAttestations(root);
  const runs = value
    .map(({ attestation }) => attestation.predicate)
    .filter(({ kind, suites }) => kind === "test" && suites[module]);
  const newest = runs.sort((a, b) => a.finished.localeCompare(b.finished)).at(-1);
  return newest ? newest.suites[module]!.run - newest.suites[module]!.skipped : 1;
}

/** The command from `odoo-bin` on; folders of this machine and free ports say nothing to anybody else. */
function withoutPaths(argv: readonly string[], root: string): string[] {
  const start = argv.findIndex((arg) => arg.endsWith("odoo-bin") || arg === "odoo");
  return ["odoo-bin", ...argv.slice(start + 1)]
    .filter((arg) => !/^--(database|addons-path|data-dir|db_|http-|gevent-|screenshots)/.test(arg))
    .map((arg) => arg.replaceAll(root, "."));
}
