import { Command } from "commander";
import { baselineCommand } from "./baseline.ts";
import { driftCommand } from "./drift.ts";
import { initCommand } from "./init.ts";
import { ledgerCommand } from "./ledger.ts";
import { rolesCommand } from "./roles.ts";
import { rollbackCommand } from "./rollback.ts";
import { SERVER_HELP } from "./server.ts";
import { snapshotCommand } from "./snapshot.ts";

const EXAMPLES = `
Examples:
  ipai db init --passwords secrets       roles, databases and rights of dev, staging and production
  ipai db roles verify --scratch         what each role is refused, on a server of its own
  ipai db baseline && ipai db drift      the schema as it is, and what changed since
  ipai db ledger take --file ledger.jsonl --key ledger.key   what hashed entries say, signed, outside the database
  ipai db snapshot take before-update && ipai db rollback before-update

${SERVER_HELP} docs/DB_INIT_RUNBOOK.md goes through all of it.`;

/** `ipai db`: databases of the stages. */
export function dbCommand(): Command {
  const command = new Command("db").description("databases of the stages: roles, schema baseline, drift, rollback");
  for (const make of [
    initCommand,
    rolesCommand,
    baselineCommand,
    driftCommand,
    snapshotCommand,
    rollbackCommand,
    ledgerCommand,
  ])
    command.addCommand(make());
  return command.addHelpText("after", EXAMPLES);
}
