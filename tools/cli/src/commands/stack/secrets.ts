import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DASHBOARD_SECRETS, MAIL_SECRET, makeSecret, SECRETS } from "@ipai/stack";
import { Command } from "commander";
import { printJson, printText } from "../../io/print.ts";

const EXAMPLES = `
Examples:
  ipai stack secrets deploy/secrets     random ones where there are none; what is there stays
smtp_password is written empty: fill in what the mail provider gave, where ODOO_SMTP_USER is set
The folder is closed to others (0700); its files are readable (0444), since a container's user is another one`;

/** `ipai stack secrets <folder>`: writes what is missing. */
export function secretsCommand(): Command {
  return new Command("secrets")
    .description("write random secrets for production, where there are none")
    .argument("<folder>", "where they lie; git must ignore it")
    .option("--json", "one JSON document on stdout: {written, kept}")
    .addHelpText("after", EXAMPLES)
    .action((folder: string, { json }: { json?: boolean }) => {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      chmodSync(folder, 0o700);
      const names = [...SECRETS, ...DASHBOARD_SECRETS, MAIL_SECRET];
      const kept = names.filter((name) => existsSync(join(folder, name)));
      const written = names.filter((name) => !kept.includes(name));
      // The mail server's password is its provider's: an empty file, since Compose mounts only what is there.
      for (const name of written)
        writeFileSync(join(folder, name), name === MAIL_SECRET ? "" : `${makeSecret()}\n`, { mode: 0o444, flag: "wx" });
      if (json) printJson({ written, kept });
      else
        printText([...written.map((name) => `written  ${name}`), ...kept.map((name) => `kept     ${name}`)].join("\n"));
    });
}
