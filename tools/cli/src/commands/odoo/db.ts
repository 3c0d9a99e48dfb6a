import { plural } from "@ipai/core";
import { collectGarbage, Databases, readNote, TEMPLATE_PREFIX } from "@ipai/odoo";
import { connectServer } from "@ipai/postgres";
import { cacheFolder, CannotRun, workspaceRoot } from "@ipai/workspace";
import { Command } from "commander";
import { join } from "node:path";
import { printJson, printText } from "../../io/print.ts";

/** `ipai odoo db`: databases with their filestores. */
export function dbCommand(): Command {
  const command = new Command("db").description(
    "create, clone, drop, list databases with their filestores; drop old templates",
  );
  command
    .command("create")
    .argument("<name>")
    .description("an empty database")
    .action((name: string) => withDatabases((databases) => databases.create(name)));
  command
    .command("clone")
    .argument("<from>")
    .argument("<to>")
    .description("a copy with its filestore")
    .action((from: string, to: string) => withDatabases((databases) => databases.create(to, from)));
  command
    .command("drop")
    .argument("<name>")
    .description("database and filestore")
    .action((name: string) => withDatabases((databases) => databases.drop(name)));
  command
    .command("list")
    .option("--json", "one JSON document on stdout")
    .description("all databases, templates with what they hold")
    .action(list);
  command
    .command("gc")
    .description("drop what killed runs left, then the least recently used templates beyond the limit")
    .option("--max-gb <number>", "what templates may take together", "10")
    .action(({ maxGb }: { maxGb: string }) =>
      withDatabases(async (databases) => {
        const dropped = await collectGarbage(databases, Number(maxGb) * 1e9);
        printText(dropped.length ? dropped.map((name) => `dropped ${name}`).join("\n") : "nothing to drop");
      }),
    );
  return command;
}

async function list({ json }: { json?: boolean }): Promise<void> {
  await withDatabases(async (databases) => {
    const rows = (await databases.list("")).filter(
      ({ name }) => !["postgres", "template0", "template1"].includes(name),
    );
    if (json)
      return printJson({
        databases: rows.map((row) => ({
          name: row.name,
          bytes: row.bytes,
          filestoreBytes: row.filestoreBytes,
          template: readNote(row),
        })),
      });
    for (const row of rows) {
      const note = row.name.startsWith(TEMPLATE_PREFIX) ? readNote(row) : null;
      printText(
        `${((row.bytes + row.filestoreBytes) / 1e6).toFixed(0).padStart(6)} MB  ${row.name}${note ? `  ${plural(note.modules.length, "module")}, last: ${note.modules.at(-1)}` : ""}`,
      );
    }
    printText(plural(rows.length, "database"));
  });
}

async function withDatabases(work: (databases: Databases) => Promise<unknown>): Promise<void> {
  const root = workspaceRoot();
  const server = await connectServer(root);
  if (!server)
    throw new CannotRun(
      "there is no PostgreSQL",
      "set DATABASE_URL or PGHOST, or install server binaries: apt-get install postgresql",
    );
  try {
    await work(new Databases(server.address, join(cacheFolder(root), "odoo-data")));
  } finally {
    server.release();
  }
}
