import { onGround, PROBES } from "@ipai/odoosh";
import { CannotRun } from "@ipai/workspace";
import { Command } from "commander";
import pc from "picocolors";
import { printJson, printText } from "../../io/print.ts";

/** `ipai odoosh probe`: exit 1 where a fact does not hold. */
export function probeCommand(): Command {
  const list = PROBES.map(({ name, breaks }) => `  ${name.padEnd(18)} --break: ${breaks}`).join("\n");
  return new Command("probe")
    .description("try one feature on a real Odoo, and say each fact that was observed")
    .argument("<name>", PROBES.map(({ name }) => name).join(", "))
    .option("--break", "break the thing first: facts must fall")
    .option("--json", "one JSON document on stdout")
    .addHelpText("after", `\nProbes:\n${list}`)
    .action(async (name: string, { break: broken = false, json }: { break?: boolean; json?: boolean }) => {
      const probe = PROBES.find((it) => it.name === name);
      if (!probe)
        throw new CannotRun(`there is no probe ${name}`, `name one of ${PROBES.map((it) => it.name).join(", ")}`);
      const facts = await onGround((ground) => probe.run(ground, broken));
      const held = facts.filter(({ holds }) => holds).length;
      if (json) printJson({ probe: name, broken, held, of: facts.length, facts });
      else
        for (const { fact, observed, wanted, holds } of facts)
          printText(`${holds ? pc.green("holds") : pc.red("fails")} ${fact}: ${observed} (wanted ${wanted})`);
      process.exitCode = held === facts.length && held > 0 ? 0 : 1;
    });
}
