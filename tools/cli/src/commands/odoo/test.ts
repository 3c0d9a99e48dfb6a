import { join, relative } from "node:path";
import {
  lastTestCount,
  moduleFolder,
  openBench,
  SHARED_LAYERS,
  stagedClosure,
  writeAttestation,
  type BenchOptions,
  type OdooBench,
} from "@ipai/bench";
import { exitCode, type Issue, plural } from "@ipai/core";
import { testTogether, type TestReport } from "@ipai/odoo";
import { CannotRun, progressDone } from "@ipai/workspace";
import { Command } from "commander";
import pc from "picocolors";
import { formatIssue, formatTotals, printJson, printText } from "../../io/print.ts";

interface Flags extends BenchOptions {
  readonly coverage: string;
  readonly tags?: string;
  readonly acceptCount?: boolean;
  readonly attest: boolean;
  readonly together?: boolean;
  readonly json?: boolean;
}

/** `ipai odoo test`: each module on its own copy of its closure's template. */
export function testCommand(): Command {
  return new Command("test")
    .description("run the tests of modules on a real Odoo; a green run writes an attestation to evidence/")
    .argument("<module...>")
    .option("--coverage <percent>", "lines of the module that its tests must run; 0 measures nothing", "80")
    .option("--tags <tags>", "Odoo's --test-tags; a narrowed run is not attested")
    .option("--together", "all of them in one database and process: what they share is installed once")
    .option("--demo", "with demo data")
    .option("--accept-count", "fewer tests than in the last attested run are fine this time")
    .option("--no-attest", "write no attestation")
    .option("--timeout <seconds>", "of one Odoo process", "1800")
    .option("--addons <folder...>", "more folders with modules, before the workspace's own")
    .option("--json", "one JSON document on stdout")
    .action(runTests);
}

async function runTests(modules: string[], flags: Flags): Promise<void> {
  const odoo = await openBench(flags);
  try {
    const unknown = modules.filter((name) => !odoo.catalog.modules.has(name));
    if (unknown.length)
      throw new CannotRun(`no such module: ${unknown.join(", ")}`, "check the name, or add its folder with --addons");
    const results: Tested[] = [];
    for (const group of flags.together ? [modules] : modules.map((name) => [name])) {
      const tested = await runGroup(odoo, group, flags);
      if (!flags.json) for (const one of tested) printTested(odoo.root, one);
      results.push(...tested);
    }
    const issues = results.flatMap(({ report }) => report.issues);
    if (flags.json) printJson({ modules: results.map(toJson), issues });
    else if (results.length > 1) printText(formatTotals(issues));
    process.exitCode = exitCode(issues);
  } finally {
    odoo.release();
  }
}

interface Tested {
  readonly report: TestReport;
  readonly attestation: string | null;
}

async function runGroup(odoo: OdooBench, names: readonly string[], flags: Flags): Promise<Tested[]> {
  const gate = Number(flags.coverage);
  const requests = await Promise.all(
    names.map(async (name) => ({
      module: name,
      folder: moduleFolder(odoo, name),
      closure: stagedClosure(odoo, [name]),
      sharedLayers: SHARED_LAYERS,
      atLeast: flags.acceptCount || flags.tags ? 1 : await lastTestCount(odoo.root, name),
      coverageGate: gate > 0 && !flags.tags ? gate : null,
      ...(flags.tags ? { tags: flags.tags } : {}),
    })),
  );
  const reports = await testTogether(odoo.bench, requests, stagedClosure(odoo, names));
  progressDone();
  return reports.map((report, index) => {
    const { module: name, closure } = requests[index]!;
    const own = odoo.catalog.modules.get(name)!.origin.source !== "core";
    const attest = exitCode(report.issues) === 0 && own && flags.attest && !flags.tags;
    const run = {
      kind: "test" as const,
      modules: [name, ...names.filter((other) => other !== name)],
      closure,
      argv: report.argv,
      tests: report.tests,
      seconds: report.seconds.template + report.seconds.run,
      logPath: report.logPath,
    };
    return { report, attestation: attest ? writeAttestation(odoo, run) : null };
  });
}

function printTested(root: string, { report, attestation }: Tested): void {
  const count = (outcome: string) => report.tests.filter((test) => test.outcome === outcome).length;
  const { template, run } = report.seconds;
  const ok = exitCode(report.issues) === 0;
  printText(
    [
      `${ok ? pc.green("ok") : pc.red("x ")} ${pc.bold(report.module)}  ${plural(count("passed"), "test")} passed, ${count("failed") + count("error")} failed, ${count("skipped")} skipped` +
        (report.coverage ? `, ${report.coverage.percent} % of lines` : ""),
      pc.dim(
        `   templates ${report.cachedStages} cached, ${report.builtStages} built in ${template.toFixed(1)} s; run ${run.toFixed(1)} s; log ${relative(root, report.logPath)}`,
      ),
      ...report.issues.map((issue) => formatIssue(atRoot(issue, root))),
      ...(attestation ? [pc.dim(`   attested in ${attestation}`)] : []),
    ].join("\n"),
  );
}

function atRoot(issue: Issue, root: string): Issue {
  return issue.at ? { ...issue, at: { ...issue.at, path: relative(root, join(issue.at.path)) } } : issue;
}

function toJson({ report, attestation }: Tested): object {
  const { module, tests, coverage, cachedStages, builtStages, seconds, logPath, issues } = report;
  return { module, attestation, coverage, cachedStages, builtStages, seconds, log: logPath, tests, issues };
}
