import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import type { Issue, Result } from "@ipai/core";
import { Run } from "../run/schema.ts";

/** Runs as lines of JSON: what `export` writes, `import` reads, and the embedded store is rebuilt from. */
export function renderRuns(runs: readonly Run[]): string {
  return runs.map((run) => `${JSON.stringify(run)}\n`).join("");
}

/** Adds one run to the journal and waits until the disk has it. */
export function appendRun(path: string, run: Run): void {
  mkdirSync(dirname(path), { recursive: true });
  const file = openSync(path, "a+");
  try {
    // A line that a killed writer left open must not swallow ours.
    writeSync(file, endsOpen(file) ? `\n${renderRuns([run])}` : renderRuns([run]));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function endsOpen(file: number): boolean {
  const { size } = fstatSync(file);
  const last = Buffer.alloc(1);
  return size > 0 && readSync(file, last, 0, 1, size - 1) === 1 && last.toString() !== "\n";
}

/** The journal's text from byte `from` on, and its size; empty when there is none yet. */
export function readJournal(path: string, from: number): { text: string; size: number } {
  if (!existsSync(path)) return { text: "", size: 0 };
  const bytes = readFileSync(path);
  return { text: bytes.subarray(from).toString("utf8"), size: bytes.length };
}

/** Replaces the journal by these runs, all at once. Returns its size in bytes. */
export function rewriteJournal(path: string, runs: readonly Run[]): number {
  const text = renderRuns(runs);
  writeFileSync(`${path}.new`, text, { flush: true });
  renameSync(`${path}.new`, path);
  return Buffer.byteLength(text);
}

/** Reads lines of JSON; each one that is no run gives an issue with its line, and the others are kept. */
export function parseRuns(text: string, path: string): Result<Run[]> {
  const value: Run[] = [];
  const issues: Issue[] = [];
  text.split("\n").forEach((line, index) => {
    if (!line.trim()) return;
    const parsed = parseLine(line);
    if (typeof parsed !== "string") value.push(parsed);
    else
      issues.push({
        code: "run-unreadable",
        severity: "warning",
        message: parsed,
        advice: "Import an export that holds this run, or record it again.",
        at: { path, line: index + 1 },
      });
  });
  return { value, issues };
}

function parseLine(line: string): Run | string {
  let data: unknown;
  try {
    data = JSON.parse(line);
  } catch {
    return "the line is cut off or no JSON";
  }
  const run = Run.safeParse(upgradeRun(data));
  return run.success ? run.data : `${run.error.issues[0]!.path.join(".")}: ${run.error.issues[0]!.message}`;
}

/** Brings documents of older versions to version 1: version 0 had no gates, no causes and shares in percent. */
function upgradeRun(data: unknown): unknown {
  if (typeof data !== "object" || data === null || (data as { version?: unknown }).version !== 0) return data;
  const old = data as { capabilities?: { share: number; declared: number }[] };
  const capabilities = (old.capabilities ?? []).map((row) => ({
    cause: "",
    ...row,
    share: row.share / 100,
    declared: row.declared / 100,
  }));
  return { gates: [], ...data, capabilities, version: 1 };
}
