import { Command } from "commander";
import { PROBES } from "../probes/index.ts";
import { onTrial } from "../probes/trial.ts";

/** `ipai-console probe`: exit 1 where a fact does not hold. */
export function probeCommand(): Command {
  const list = PROBES.map(({ name, breaks }) => `  ${name.padEnd(18)} --break: ${breaks}`).join("\n");
  return new Command("probe")
    .description(
      "try one feature with a console, a builder and an Odoo of its own, and say each fact that was observed",
    )
    .argument("<name>", PROBES.map(({ name }) => name).join(", "))
    .option("--break", "break the thing first: facts must fall")
    .option("--json", "one JSON document on stdout")
    .addHelpText("after", `\nProbes:\n${list}`)
    .action(
      async (name: string, { break: broken = false, json }: { break?: boolean; json?: boolean }, command: Command) => {
        const probe = PROBES.find((it) => it.name === name);
        if (!probe)
          command.error(`there is no probe ${name}: name one of ${PROBES.map((it) => it.name).join(", ")}`, {
            exitCode: 2,
          });
        const facts = await onTrial((trial) => probe.run(trial, broken));
        const held = facts.filter(({ holds }) => holds).length;
        if (json) console.log(JSON.stringify({ probe: name, broken, held, of: facts.length, facts }, null, 2));
        else
          for (const { fact, observed, wanted, holds } of facts)
            console.log(`${holds ? "holds" : "fails"} ${fact}: ${observed} (wanted ${wanted})`);
        process.exitCode = held === facts.length && held > 0 ? 0 : 1;
      },
    );
}
