import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { readConfig, type BackupConfig } from "@ipai/backup";
import { exitCode, type Issue } from "@ipai/core";
import { CannotRun, progressDone } from "@ipai/workspace";
import type { Command } from "commander";
import { formatIssue, formatTotals, printJson, printText } from "../../io/print.ts";

export interface BackupOptions {
  readonly config?: string;
  readonly json?: boolean;
}

/** Flags that every backup command has. */
export function backupOptions(command: Command): Command {
  return command
    .option("--config <file>", "default: $IPAI_BACKUP_CONFIG, else deploy/backup.yml")
    .option("--json", "one JSON document on stdout");
}

/** The configuration that the flags name. Throws `CannotRun` with its first issue where it is no good. */
export function openConfig({ config }: BackupOptions): BackupConfig {
  const path = resolve(config ?? process.env["IPAI_BACKUP_CONFIG"] ?? "deploy/backup.yml");
  const { value, issues } = readConfig(path);
  for (const issue of issues) if (issue.severity === "warning") process.stderr.write(`${formatIssue(issue)}\n`);
  if (value) return value;
  throw new CannotRun(issues.map(formatIssue).join("\n"), "see docs/backups.md");
}

/** Throws `CannotRun` where a program is not installed. */
export function requirePrograms(...programs: readonly string[]): void {
  const absent = programs.filter((it) => spawnSync("sh", ["-c", `command -v ${it}`]).status !== 0);
  if (absent.length)
    throw new CannotRun(`not installed: ${absent.join(", ")}`, "apt-get install restic pgbackrest postgresql-client");
}

/** The site that a flag names, checked. */
export function siteNames(config: BackupConfig, site: string | undefined): string[] {
  const names = config.sites.map(({ name }) => name);
  if (site === undefined) return names;
  if (!names.includes(site)) throw new CannotRun(`there is no site ${site}`, `the sites are ${names.join(", ")}`);
  return [site];
}

/** Prints what a command found, as JSON or text with issues, and sets the exit code. */
export function report(json: boolean | undefined, document: object, text: string, issues: readonly Issue[]): void {
  progressDone();
  process.exitCode = exitCode(issues);
  if (json) return printJson({ ...document, issues });
  printText([text, ...issues.map(formatIssue), formatTotals(issues)].filter(Boolean).join("\n"));
}

/** `1.2 GB` */
export function formatBytes(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(bytes, 1)) / 3));
  return `${(bytes / 1000 ** power).toFixed(power ? 1 : 0)} ${units[power]}`;
}

/** `3 h 12 min` since an instant. */
export function formatAge(time: string, now = Date.now()): string {
  const minutes = Math.max(0, Math.round((now - Date.parse(time)) / 60_000));
  if (minutes < 60) return `${minutes} min`;
  return minutes < 2880 ? `${Math.floor(minutes / 60)} h ${minutes % 60} min` : `${Math.floor(minutes / 1440)} days`;
}
