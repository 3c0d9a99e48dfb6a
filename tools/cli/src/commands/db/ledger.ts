import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { exitCode, plural, type Issue } from "@ipai/core";
import { compareChains, keyOf, linesOf, parseLedger, readChains, renderPage, type Page } from "@ipai/database";
import { CannotRun } from "@ipai/workspace";
import { Command } from "commander";
import pc from "picocolors";
import { formatIssue, printJson, printText } from "../../io/print.ts";
import { adminServer, onServer, SERVER_HELP } from "./server.ts";

interface Flags {
  readonly database: string;
  readonly file: string;
  readonly key: string;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  openssl genpkey -algorithm ed25519 -out ledger.key && openssl pkey -in ledger.key -pubout -out ledger.pub
  ipai db ledger take --file ledger.jsonl --key ledger.key      daily, on another host; commit the file
  ipai db ledger compare --file ledger.jsonl --key ledger.pub

${SERVER_HELP} A role that may read is enough.`;

/** `ipai db ledger`: exit 0 all agree, 1 something changed, 2 could not run. */
export function ledgerCommand(): Command {
  const command = new Command("ledger").description(
    "heads of the hashed journals and of sealed evidence, kept and signed outside the database, and compared with it",
  );
  const make = (name: string, description: string, run: (flags: Flags) => Promise<void>) =>
    command
      .command(name)
      .description(description)
      .option("--database <name>", "of the server that the environment names", "production")
      .requiredOption("--file <ledger>", "JSON Lines, one page a line")
      .requiredOption("--key <pem>", name === "take" ? "private Ed25519 key" : "public or private Ed25519 key")
      .option("--json", "one JSON document on stdout")
      .addHelpText("after", EXAMPLES)
      .action(run);
  make("take", "compares with the last page first; where all agrees, appends today's", take);
  make("compare", "what changed in what the last page anchored", compare);
  return command.addHelpText("after", EXAMPLES);
}

async function take(flags: Flags): Promise<void> {
  const key = readKey(flags.key, createPrivateKey);
  const text = existsSync(flags.file) ? readFileSync(flags.file, "utf8") : "";
  const { issues } = await judge(flags, text, createPublicKey(key));
  if (exitCode(issues)) return report(flags, issues, "nothing was added");
  const chains = await onServer(() => readChains(adminServer(), flags.database));
  const page = { database: flags.database, taken: new Date().toISOString(), chains };
  appendFileSync(flags.file, `${renderPage(page, linesOf(text), key)}\n`);
  report(flags, issues, `${flags.file}: ${plural(chains.length, "chain")} anchored`, chains);
}

async function compare(flags: Flags): Promise<void> {
  if (!existsSync(flags.file))
    throw new CannotRun(`there is no ledger ${flags.file}`, "write one: ipai db ledger take");
  const { issues, page } = await judge(flags, readFileSync(flags.file, "utf8"), readKey(flags.key, createPublicKey));
  const agree = page ? `${plural(page.chains.length, "chain")} as on ${page.taken}` : "the ledger is empty";
  report(flags, issues, issues.length ? `${plural(issues.length, "difference")}` : agree);
}

/** What is wrong with the ledger itself, and what differs from its last page. */
async function judge(flags: Flags, text: string, key: KeyObject): Promise<{ issues: Issue[]; page?: Page }> {
  const { pages, issues } = parseLedger(text, flags.file, key);
  const page = pages.at(-1);
  if (issues.length || !page) return { issues };
  if (page.database !== flags.database)
    throw new CannotRun(`${flags.file} is of ${page.database}`, `name it with --database ${page.database}`);
  const until = new Map(page.chains.map((head) => [keyOf(head), head.number]));
  const now = await onServer(() => readChains(adminServer(), flags.database, until));
  return { issues: compareChains(page.chains, now, page.taken), page };
}

function readKey(path: string, read: (pem: string) => KeyObject): KeyObject {
  try {
    const key = read(readFileSync(path, "utf8"));
    if (key.asymmetricKeyType === "ed25519") return key;
  } catch {
    // Told below: no file, no PEM and another kind of key are mended alike.
  }
  throw new CannotRun(`${path} holds no Ed25519 key`, "make one: openssl genpkey -algorithm ed25519 -out ledger.key");
}

function report(flags: Flags, issues: readonly Issue[], said: string, chains?: Page["chains"]): void {
  if (flags.json) printJson({ file: flags.file, issues, ...(chains && { chains }) });
  else
    printText([...issues.map(formatIssue), exitCode(issues) ? pc.red(`x ${said}`) : pc.green(`ok ${said}`)].join("\n"));
  process.exitCode = exitCode(issues);
}
