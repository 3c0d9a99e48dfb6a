import { Command } from "commander";

interface Subcommand {
  readonly name: string;
  readonly load: () => Promise<Command>;
}

/** In the order of their use; each is loaded only when it is asked for. */
const subcommands: readonly Subcommand[] = [
  { name: "add", load: async () => (await import("./add.ts")).addCommand() },
  { name: "remove", load: async () => (await import("./remove.ts")).removeCommand() },
  { name: "lock", load: async () => (await import("./lock.ts")).lockCommand() },
  { name: "sync", load: async () => (await import("./sync.ts")).syncCommand() },
  { name: "verify", load: async () => (await import("./verify.ts")).verifyCommand() },
  { name: "status", load: async () => (await import("./status.ts")).statusCommand() },
  { name: "diff", load: async () => (await import("./diff.ts")).diffCommand() },
  { name: "why", load: async () => (await import("./why.ts")).whyCommand() },
  { name: "audit", load: async () => (await import("./audit.ts")).auditCommand() },
  { name: "sbom", load: async () => (await import("./sbom.ts")).sbomCommand() },
  { name: "requirements", load: async () => (await import("./requirements.ts")).requirementsCommand() },
  { name: "outdated", load: async () => (await import("./outdated.ts")).outdatedCommand() },
  { name: "mend", load: async () => (await import("./mend.ts")).mendCommand() },
  { name: "provenance", load: async () => (await import("./provenance.ts")).provenanceCommand() },
  { name: "bump", load: async () => (await import("./bump.ts")).bumpCommand() },
];

/** `ipai oca …`: everything about pins. */
export async function ocaCommand(): Promise<Command> {
  const command = new Command("oca").description("pin OCA repositories, verify them, and see what a bump breaks");
  for (const { load } of subcommands) command.addCommand((await load()).exitOverride());
  return command;
}
