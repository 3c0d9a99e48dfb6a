import { resolve } from "node:path";
import { plural } from "@ipai/core";
import { initialise, type Initialised } from "@ipai/setup";
import { Command, Option } from "commander";
import { printJson, printText } from "../io/print.ts";

const EXAMPLES = `
Examples:
  ipai init                    in the root of a repository of Odoo add-ons
  ipai init --ci gitlab        with a job for GitLab
What is there already is kept: a second run changes nothing.`;

/** `ipai init`: makes a workspace of a repository of add-ons. */
export function initCommand(): Command {
  return new Command("init")
    .description("look at a repository of add-ons and write ipai.json, oca.lock.json and what goes with them")
    .addOption(
      new Option("--ci <kind>", "CI file to write; as the repository looks").choices(["github", "gitlab", "none"]),
    )
    .option("-y, --yes", "ask nothing (nothing is asked so far)")
    .option("--json", "one JSON document on stdout: {found, written}")
    .addHelpText("after", EXAMPLES)
    .action(({ ci, json }: { ci?: "github" | "gitlab" | "none"; json?: boolean }) => {
      const done = initialise(resolve("."), ci);
      if (json) printJson({ found: done.found, written: done.written.map(({ path }) => path) });
      else printText(toText(done));
    });
}

function toText({ found, written }: Initialised): string {
  const { addons, modules, sources, odoo, series, nx, git } = found;
  return [
    `found    ${plural(modules.length, "add-on")} in ${addons.join(", ")}${series ? `, series ${series}` : ""}`,
    ...(sources.length ? [`found    other people's add-ons in ${sources.join(", ")}`] : []),
    ...(odoo ? [`found    Odoo in ${odoo}`] : []),
    ...(nx ? ["found    Nx"] : []),
    ...(git ? [] : ["found    no git here: history is not asked"]),
    ...written.map(({ path, what }) => `wrote    ${path}  ${what}`),
    written.length ? "next     ipai doctor" : "nothing to do: all of it is there",
  ].join("\n");
}
