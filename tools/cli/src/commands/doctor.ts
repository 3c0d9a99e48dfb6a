import { existsSync } from "node:fs";
import { join } from "node:path";
import { CONFIG_FILE, LOCK_FILE } from "@ipai/config";
import { findMissing } from "@ipai/graph";
import { examine, type Finding } from "@ipai/odoo";
import { graphOf, isOwn, loadCatalog, settingsOf, workspaceRoot } from "@ipai/workspace";
import { Command } from "commander";
import pc from "picocolors";
import { printJson, printText } from "../io/print.ts";

/** `ipai doctor`: what works in this workspace, what is missing, and the command that mends it. */
export function doctorCommand(): Command {
  return new Command("doctor")
    .description("what works here, what is missing, and the command that mends it; exit 1 where checks cannot work")
    .option("--json", "one JSON document on stdout: {findings}")
    .action(async ({ json }: { json?: boolean }) => {
      const root = workspaceRoot();
      const findings = [...(await workspaceFindings(root)), ...(await examine(root, process.env)).map(forRuns)];
      if (json) printJson({ findings });
      else printText(findings.map(toText).join("\n"));
      process.exitCode = findings.some(({ ok, optional }) => !ok && !optional) ? 1 : 0;
    });
}

async function workspaceFindings(root: string): Promise<Finding[]> {
  const written = existsSync(join(root, CONFIG_FILE));
  const locked = existsSync(join(root, LOCK_FILE));
  const { addons } = settingsOf(root);
  const catalog = await loadCatalog({ root });
  const own = [...catalog.modules.values()].filter(({ origin }) => isOwn(root)(origin)).map(({ name }) => name);
  const graph = graphOf(catalog);
  const missing = findMissing(graph, new Set(own)).map(({ name }) => name);
  return [
    {
      what: CONFIG_FILE,
      ok: written,
      found: written ? `add-ons in ${addons.join(", ")}` : "none: manifests are looked for everywhere",
      ...(written ? {} : { install: "ipai init", optional: true as const }),
    },
    {
      what: "own add-ons",
      ok: own.length > 0,
      found: String(own.length),
      ...(own.length ? {} : { install: "ipai init" }),
    },
    { what: LOCK_FILE, ok: locked, found: locked ? "there" : "none", ...(locked ? {} : { install: "ipai init" }) },
    {
      what: "dependencies",
      ok: missing.length === 0,
      found: missing.length ? `in no source: ${missing.join(", ")}` : "all of them are in a source",
      ...(missing.length ? { install: "ipai oca add <repository>, or `ipai oca lock` for Odoo's own" } : {}),
    },
  ];
}

/** Checks need no Odoo: what is missing for runs is said, and does not fail. */
function forRuns(finding: Finding): Finding {
  return { ...finding, what: `${finding.what} (for runs)`, optional: true };
}

function toText({ what, ok, found, install, optional }: Finding): string {
  const sign = ok ? pc.green("ok     ") : optional ? pc.yellow("without") : pc.red("missing");
  return `${sign}  ${what}  ${found}${install && !ok ? `\n         ${pc.dim(`help: ${install}`)}` : ""}`;
}
