import { readReleases } from "@ipai/bench";
import { exitCode, type Issue, plural } from "@ipai/core";
import { previousRelease } from "@ipai/evidence";
import type { JudgedAttestation } from "@ipai/parity";
import { readParityWorkspace, type ParityWorkspace } from "@ipai/scoring";
import { isOwn } from "@ipai/workspace";
import { Command } from "commander";
import { formatIssue, formatTotals, printJson, printText } from "../../io/print.ts";

/** `ipai odoo attested`: needs no Odoo, so that any CI can ask it. */
export function attestedCommand(): Command {
  return new Command("attested")
    .description(
      "is every own add-on covered by attested runs of just this content: its tests, and where it was released before, its update? exit 1 if not",
    )
    .option("--json", "one JSON document on stdout")
    .action(async ({ json }: { json?: boolean }) => {
      const workspace = await readParityWorkspace();
      const owns = isOwn(workspace.root);
      const own = [...workspace.catalog.modules.values()].filter(({ origin }) => owns(origin));
      const releases = readReleases(workspace.root);
      const issues = [
        ...workspace.issues,
        ...own.flatMap(({ name, origin }) => [
          ...judgeAddon(name, workspace),
          ...(previousRelease(releases, name, origin.tree) ? judgeUpdates(name, workspace) : []),
        ]),
      ];
      if (json) printJson({ modules: own.map(({ name }) => name), issues });
      else
        printText([...issues.map(formatIssue), `${plural(own.length, "add-on")}  ${formatTotals(issues)}`].join("\n"));
      process.exitCode = exitCode(issues);
    });
}

function judgeAddon(name: string, { attestations }: ParityWorkspace): Issue[] {
  const runs = attestations.filter(
    ({ attestation: { predicate } }) => predicate.kind === "test" && predicate.suites[name],
  );
  return judge(name, "not-attested", runs, `ipai odoo test ${name}, and commit evidence/`);
}

function judgeUpdates(name: string, { attestations }: ParityWorkspace): Issue[] {
  const runs = attestations.filter(
    ({ attestation: { predicate } }) => predicate.kind === "update" && predicate.from?.[name],
  );
  return judge(name, "update-not-attested", runs, "ipai odoo update-test, and commit evidence/");
}

/** Nothing where one of the runs counts, else why none does. */
function judge(name: string, code: string, runs: readonly JudgedAttestation[], advice: string): Issue[] {
  if (runs.some(({ verdict }) => verdict.counts)) return [];
  const why = runs.length
    ? runs.map(({ path, verdict }) => `${path}: ${verdict.reasons.join("; ")}`).join(" | ")
    : "no run of it was attested";
  return [{ code, severity: "error", message: `${name}: ${why}`, advice, at: { path: name } }];
}
