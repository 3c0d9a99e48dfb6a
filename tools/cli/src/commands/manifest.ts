import { readFileSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { exitCode, type Issue, locate, plural } from "@ipai/core";
import { parseManifest, type ManifestReading } from "@ipai/module";
import { openSource, parseListing, readFiles, SourceUnavailable, type Source, type Unread } from "@ipai/sources";
import { CannotRun } from "@ipai/workspace";
import { Command } from "commander";
import { formatIssue, formatTotals, printJson, printText } from "../io/print.ts";

interface ManifestRow {
  readonly name: string;
  /** Of the manifest file, or of the folder that lacks one. */
  readonly path: string;
  readonly reading: ManifestReading | null;
  readonly issues: readonly Issue[];
}

const EXAMPLES = `
Examples:
  ipai manifest addons/ipai                 every module below a folder
  ipai manifest sale/__manifest__.py --json one manifest as JSON
  ipai manifest ../oca@16.0 --json          a commit or branch, read from git objects`;

/** `ipai manifest <path>…`: manifests as Python reads them. */
export function manifestCommand(): Command {
  return new Command("manifest")
    .description("parse manifests exactly as Python does")
    .argument("[path...]", "manifest file, module folder, folder of modules, or repository@commit")
    .option("--json", "one JSON document on stdout: [{name, path, manifest|null, issues}]")
    .option("--stdin", "paths come on stdin, one a line: more than a command line can hold")
    .addHelpText("after", EXAMPLES)
    .action((named: string[], { json, stdin }: { json?: boolean; stdin?: boolean }) => {
      const paths = stdin ? [...named, ...readFileSync(0, "utf8").split("\n").filter(Boolean)] : named;
      if (paths.length === 0)
        throw new CannotRun("no manifest is named", "name a manifest, a module or a folder of them");
      const rows = paths.flatMap(readPath);
      if (json)
        printJson(
          rows.map(({ name, path, reading, issues }) => ({ name, path, manifest: reading?.raw ?? null, issues })),
        );
      else printText(renderRows(rows));
      process.exitCode = exitCode(rows.flatMap(({ issues }) => issues));
    });
}

function readPath(path: string): ManifestRow[] {
  if (statSync(path, { throwIfNoEntry: false })?.isFile())
    return [readRow(basename(dirname(resolve(path))), path, readFileSync(path))];
  try {
    return readSource(path, openSource(path));
  } catch (error) {
    if (error instanceof SourceUnavailable) throw new CannotRun(error.message, error.advice);
    throw error;
  }
}

function readSource(place: string, source: Source): ManifestRow[] {
  const isFolder = source.commit === null;
  const named = (path: string) => (isFolder ? join(place, path) : path);
  const listings = source.list(source.modules);
  const wanted = source.modules.flatMap(({ name, path }, i) => {
    const listing = listings[i];
    const file = listing && findManifest(parseListing(listing));
    return file ? [{ ...file, name, path: join(path, file.path) }] : [];
  });
  const rows: ManifestRow[] = [];
  readFiles(source.reader, wanted, (index, bytes) => {
    const { name = "", path = "" } = wanted[index] ?? {};
    rows.push(readRow(name, named(path), bytes));
  });
  const bare = source.issues
    .filter(({ code }) => code === "folder-without-manifest")
    .map(({ at }) => named(at?.path ?? ""));
  if (!rows.length && !bare.length) bare.push(place);
  return [...rows, ...bare.map(rowWithoutManifest)];
}

/** Odoo before 19 reads `__openerp__.py` where there is no `__manifest__.py`. */
function findManifest<T extends { path: string }>(files: readonly T[]): T | undefined {
  return files.find(({ path }) => path === "__manifest__.py") ?? files.find(({ path }) => path === "__openerp__.py");
}

function readRow(name: string, path: string, bytes: Buffer | Unread): ManifestRow {
  if (typeof bytes === "string") return { name, path, reading: null, issues: [unreadable(path, bytes)] };
  const { value, issues } = parseManifest(bytes, name);
  return { name, path, reading: value, issues: issues.map((issue) => locate(issue, { path })) };
}

function rowWithoutManifest(path: string): ManifestRow {
  const issue: Issue = {
    code: "manifest-missing",
    severity: "error",
    message: "there is no __manifest__.py in this folder, nor in a folder below it",
    advice: "name a module or a folder of modules, or add the manifest",
    at: { path },
  };
  return { name: basename(resolve(path)), path, reading: null, issues: [issue] };
}

function unreadable(path: string, reason: Unread): Issue {
  return {
    code: "manifest-unreadable",
    severity: "error",
    message: `the manifest is ${reason === "missing" ? "no readable file" : "too large"}`,
    advice: "make it a plain file of ordinary size",
    at: { path },
  };
}

function renderRows(rows: readonly ManifestRow[]): string {
  const issues = rows.flatMap((row) => row.issues);
  const lines = rows.map(({ name, reading }) => {
    if (!reading) return `${name}  unreadable`;
    const { version, license, depends } = reading.manifest;
    return `${name}  ${version}  ${license}  depends ${depends.join(", ") || "on nothing"}`;
  });
  return [...lines, ...issues.map(formatIssue), `${plural(rows.length, "module")}  ${formatTotals(issues)}`].join("\n");
}
