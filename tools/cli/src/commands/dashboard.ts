import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { plural } from "@ipai/core";
import { CannotRun, workspaceRoot } from "@ipai/workspace";
import { Command } from "commander";
import { zipSync, type Zippable } from "fflate";
import { printText } from "../io/print.ts";

const BUNDLE = "infra/superset/bundle";
/** Equal files make an equal archive. */
const TIME = new Date("2026-01-01T00:00:00");

/** `ipai dashboard`: the dashboards over the history, for Apache Superset. */
export function dashboardCommand(): Command {
  const command = new Command("dashboard").description("dashboards over the history, for Apache Superset");
  command
    .command("bundle")
    .description("the dashboards as one archive for `superset import-dashboards`: see docs/superset.md")
    .option("--out <file>", "where the archive goes", "dist/superset.zip")
    .action(({ out }: { out: string }) => bundle(out));
  return command;
}

function bundle(out: string): void {
  const folder = join(workspaceRoot(), BUNDLE);
  const files = yamlFiles(folder);
  const entries: Zippable = Object.fromEntries(
    files.map((path) => [
      `parity/${relative(folder, path).split(sep).join("/")}`,
      [readFileSync(path), { mtime: TIME }] as const,
    ]),
  ) as Zippable;
  try {
    writeFileSync(out, zipSync(entries));
  } catch (error) {
    throw new CannotRun((error as Error).message, "name a file in a folder that exists");
  }
  printText(`${out}: ${plural(files.length, "file")}`);
}

function yamlFiles(folder: string): string[] {
  try {
    const paths = readdirSync(folder, { recursive: true, encoding: "utf8" });
    return paths
      .filter((path) => path.endsWith(".yaml"))
      .sort()
      .map((path) => join(folder, path));
  } catch {
    throw new CannotRun(`there is no ${BUNDLE} here`, "run it in the workspace that has the dashboards");
  }
}
