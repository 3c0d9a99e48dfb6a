import { exitCode, type Issue } from "@ipai/core";
import { Command } from "commander";
import { formatIssue, formatTotals, plural, printJson, printText } from "../../io/print.ts";
import { readParityWorkspace, type ParityWorkspace } from "../parity/read.ts";

/** `ipai odoo attested`: needs no Odoo, so that any CI can ask it. */
export function attestedCommand(): Command {
  return new Command("attested")
    .description("is every add-on of addons/ipai covered by an attested test run of just this content? exit 1 if not")
    .option("--json", "one JSON document on stdout")
    .action(async ({ json }: { json?: boolean }) => {
      const workspace = await readParityWorkspace();
      const own = [...workspace.catalog.modules.values()].filter(({ origin }) => origin.source === "addons/ipai");
      const issues = [...workspace.issues, ...own.flatMap(({ name }) => judgeAddon(name, workspace))];
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
  if (runs.some(({ verdict }) => verdict.counts)) return [];
  const why = runs.length
    ? runs.map(({ path, verdict }) => `${path}: ${verdict.reasons.join("; ")}`).join(" | ")
    : "no run of it was attested";
  const at = { path: `addons/ipai/${name}` };
  return [
    {
      code: "not-attested",
      severity: "error",
      message: `${name}: ${why}`,
      advice: `ipai odoo test ${name}, and commit evidence/`,
      at,
    },
  ];
}
