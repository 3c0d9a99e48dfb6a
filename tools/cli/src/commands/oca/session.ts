import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { exitCode, type Issue } from "@ipai/core";
import { openFinder, parseLock, salvageLock, writeLock, type Lock, type MirrorSettings } from "@ipai/lockfile";
import type { Finder, IndexOptions } from "@ipai/packages";
import { cacheFolder, CannotRun, settingsOf } from "@ipai/workspace";
import { Command } from "commander";
import { formatIssue, formatTotals, printJson, printText } from "../../io/print.ts";

/** Options that every `ipai oca` command takes. */
export interface CommonOptions {
  readonly json?: boolean;
  readonly offline?: boolean;
  readonly lock: string;
}

/** Options of the commands that ask for packages; without them pip's own settings hold. */
export interface PackageOptions extends CommonOptions {
  readonly indexUrl?: string;
  readonly extraIndexUrl?: string[];
  readonly findLinks?: string[];
  /** commander's form of `--no-index`. */
  readonly index?: boolean;
}

const collect = (value: string, all: string[] = []) => [...all, value];

/** Adds the options that stand before pip's own settings. */
export function indexOptions(command: Command): Command {
  return command
    .option("--index-url <url>", "the package index, instead of the one that pip is configured for")
    .option("--extra-index-url <url>", "a further index; may repeat", collect)
    .option("--find-links <folder>", "a folder or page of wheels; may repeat", collect)
    .option("--no-index", "only the folders of wheels");
}

/** One lock file and the places that belong to it. */
export interface Session {
  readonly path: string;
  readonly text: string;
  readonly lock: Lock;
  readonly settings: MirrorSettings;
  /** Where `sync` puts modules. */
  readonly target: string;
  readonly root: string;
  /** Where packages come from on this machine. */
  readonly finder: () => Promise<Finder>;
}

/** A subcommand with the common options and its examples. */
export function ocaCommand(name: string, description: string, examples: readonly string[]): Command {
  return new Command(name)
    .description(description)
    .option("--json", "one JSON document on stdout")
    .option("--offline", "never ask a remote: use the mirrors on this machine")
    .option("--lock <file>", "the lock file", "oca.lock.json")
    .addHelpText("after", `\nExamples:\n${examples.map((line) => `  ipai oca ${line}`).join("\n")}`);
}

/** Reads the lock; null, with everything said and the exit code set, when it has errors. */
export async function openSession(options: CommonOptions): Promise<Session | null> {
  const { path, text } = await readText(options.lock);
  const { value, issues } = parseLock(text, options.lock);
  if (value) return session(path, text, value, options);
  finish(options, { issues }, "");
  return null;
}

/** As `openSession`, for the command that mends pins: unreadable pins are dropped and resolved anew. */
export async function openForLocking(options: CommonOptions): Promise<Session | null> {
  const { path, text } = await readText(options.lock);
  const { value, issues } = salvageLock(text, options.lock);
  if (value) return session(path, text, value, options);
  finish(options, { issues }, "");
  return null;
}

async function readText(path: string): Promise<{ path: string; text: string }> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
    throw new CannotRun(`there is no ${path}`, "run in the workspace's folder, or name the file with --lock");
  });
  return { path: resolve(path), text };
}

function session(path: string, text: string, lock: Lock, options: PackageOptions): Session {
  const root = dirname(path);
  const settings = {
    cache: join(cacheFolder(root), "mirrors"),
    pattern: process.env["IPAI_MIRROR"],
    offline: options.offline ?? false,
  };
  let opened: Promise<Finder> | undefined;
  const finder = () => (opened ??= openFinder(cacheFolder(root), settings.offline, indexesOf(options)));
  return { path, text, lock, settings, target: join(root, settingsOf(root).oca), root, finder };
}

function indexesOf({ indexUrl, extraIndexUrl, findLinks, index }: PackageOptions): IndexOptions {
  return { indexUrl, extraIndexUrl, findLinks, ...(index === false && { noIndex: true }) };
}

/** Writes the lock over the one that was read; issues say why it could not be. */
export async function save(
  { path, text }: Session,
  lock: Lock,
): Promise<{ written: boolean; issues: readonly Issue[] }> {
  const { value, issues } = await writeLock(path, text, lock);
  return { written: value, issues };
}

/** Prints the result as the one JSON document, or as text with its issues and totals; sets the exit code. */
export function finish<T extends { readonly issues: readonly Issue[] }>(
  options: CommonOptions,
  result: T,
  text: string,
): void {
  const { issues } = result;
  if (options.json) printJson(result);
  else printText([text.trimEnd(), ...issues.map(formatIssue), formatTotals(issues)].filter(Boolean).join("\n"));
  process.exitCode = exitCode(issues);
}
