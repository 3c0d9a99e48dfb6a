import { readFileSync } from "node:fs";
import { join } from "node:path";
import { openBench } from "@ipai/bench";
import { runOdoo, odooRun } from "@ipai/odoo";
import { Command } from "commander";
import { printText } from "../../io/print.ts";

/** `ipai odoo shell`: runs Python from standard input in Odoo's shell on a database. */
export function shellCommand(): Command {
  return new Command("shell")
    .description("run Python from standard input with `env` of a database")
    .argument("<database>")
    .addHelpText("after", "\nExample:\n  echo 'print(env.user.name)' | ipai odoo shell dms")
    .action(async (database: string) => {
      const odoo = await openBench({});
      try {
        const logPath = join(odoo.bench.outDir, "shell.log");
        const end = await runOdoo({
          ...odooRun(odoo.bench, database, ["--log-level=warn"], logPath),
          command: "shell",
          input: readFileSync(0, "utf8"),
        });
        printText(readFileSync(logPath, "utf8"));
        process.exitCode = end.exitCode === 0 ? 0 : 1;
      } finally {
        odoo.release();
      }
    });
}
