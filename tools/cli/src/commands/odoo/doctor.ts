import { examine } from "@ipai/odoo";
import { workspaceRoot } from "@ipai/workspace";
import { Command } from "commander";
import pc from "picocolors";
import { printJson, printText } from "../../io/print.ts";

/** `ipai odoo doctor`: exit 1 where something that is needed is missing. */
export function doctorCommand(): Command {
  return new Command("doctor")
    .description("what is missing to run Odoo here, and the command that installs it")
    .option("--json", "one JSON document on stdout")
    .action(async ({ json }: { json?: boolean }) => {
      const findings = await examine(workspaceRoot(), process.env);
      if (json) printJson({ findings });
      else {
        for (const { what, ok, found, install, optional } of findings) {
          const mark = ok ? pc.green("ok     ") : optional ? pc.yellow("without") : pc.red("missing");
          printText(
            `${mark} ${what.padEnd(16)} ${found}${install ? `\n                         ${pc.dim(install)}` : ""}`,
          );
        }
      }
      process.exitCode = findings.some(({ ok, optional }) => !ok && !optional) ? 1 : 0;
    });
}
