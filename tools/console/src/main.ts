import { Command } from "commander";
import { probeCommand } from "./commands/probe.ts";
import { builderCommand, serveCommand, setupCommands } from "./commands/serve.ts";

/** Runs `ipai-console` with the arguments of a process; exit code 2 where it could not run. */
export async function main(argv: readonly string[]): Promise<void> {
  const program = new Command("ipai-console").description("branches, builds and logs on one's own machines");
  for (const command of [serveCommand(), builderCommand(), ...setupCommands(), probeCommand()])
    program.addCommand(command);
  try {
    await program.parseAsync([...argv]);
  } catch (error) {
    console.error(`ipai-console: ${(error as Error).message}`);
    process.exitCode = 2;
  }
}
