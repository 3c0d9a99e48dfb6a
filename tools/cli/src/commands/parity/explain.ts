import { assessParity } from "@ipai/parity";
import { renderCapabilityText } from "@ipai/report";
import { readParityWorkspace } from "@ipai/scoring";
import { CannotRun } from "@ipai/workspace";
import { Command } from "commander";
import { printJson, printText } from "../../io/print.ts";
import { readableInput } from "./input.ts";

/** `ipai parity explain <capability>`: everything that was asked about it, with places. */
export function explainCommand(): Command {
  return new Command("explain")
    .description("everything that was asked about a capability, with the line of every answer")
    .argument("<capability>", "its id, or a part of its id or title")
    .option("--json", "one JSON document on stdout: {capabilities}")
    .action(async (wanted: string, { json }: { json?: boolean }) => {
      const input = readableInput(await readParityWorkspace(), json);
      if (!input) return;
      const { capabilities } = assessParity(input);
      const exact = capabilities.filter(({ id }) => id === wanted);
      const part = wanted.toLowerCase();
      const found =
        exact.length > 0
          ? exact
          : capabilities.filter(({ id, title }) => `${id} ${title}`.toLowerCase().includes(part));
      if (found.length === 0)
        throw new CannotRun(`no capability is called ${wanted}`, "search dist/parity/index.html for its id");
      if (json) printJson({ capabilities: found });
      else printText(found.map(renderCapabilityText).join("\n\n"));
    });
}
