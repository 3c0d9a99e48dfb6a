import { Command } from "commander";
import { accessTestCommand } from "./access-test.ts";
import { attestedCommand } from "./attested.ts";
import { dbCommand } from "./db.ts";
import { doctorCommand } from "./doctor.ts";
import { fingerprintCommand } from "./fingerprint.ts";
import { installCommand } from "./install.ts";
import { oracleCommand } from "./oracle.ts";
import { releaseCommand } from "./release.ts";
import { shellCommand } from "./shell.ts";
import { sourceCommand } from "./source.ts";
import { testCommand } from "./test.ts";
import { updateCommand } from "./update.ts";
import { updateTestCommand } from "./update-test.ts";

const EXAMPLES = `
Examples:
  ipai odoo doctor                          what is missing on this machine, and how to install it
  ipai odoo source ../odoo19                the pinned core with its mends, ready to run
  ipai odoo test ipai_bir_base              its tests, on a copy of its closure's template
  ipai odoo update production               what was bumped; where it fails, the database is what it was
  ipai odoo update-test                     own add-ons from their last release, with data inside
  ipai odoo install dms,account --keep dms  install into a database that stays
  ipai odoo oracle compare oracle.json.gz   the static engine held against a running Odoo

Odoo comes from ODOO_SRC (the folder of odoo-bin) with ODOO_PYTHON, or from ODOO_IMAGE by Docker. PostgreSQL comes from
DATABASE_URL or PGHOST, else a private one is started where server binaries are installed.`;

/** `ipai odoo`: a real Odoo, run so that its results cannot lie. */
export function odooCommand(): Command {
  const command = new Command("odoo").description("a real Odoo: install, test, databases, oracle");
  for (const make of [
    doctorCommand,
    fingerprintCommand,
    sourceCommand,
    installCommand,
    testCommand,
    updateCommand,
    updateTestCommand,
    accessTestCommand,
    releaseCommand,
    attestedCommand,
    dbCommand,
    shellCommand,
    oracleCommand,
  ])
    command.addCommand(make());
  return command.addHelpText("after", EXAMPLES);
}
