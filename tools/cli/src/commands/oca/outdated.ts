import { plural } from "@ipai/core";
import { outdatedPins, radar, type RadarRow } from "@ipai/lockfile";
import { CannotRun, progress, progressDone } from "@ipai/workspace";
import type { Command } from "commander";
import { finish, ocaCommand, openSession, type CommonOptions, type Session } from "./session.ts";

/** `ipai oca outdated`: pins whose branch moved on; with `--series`, what is ported and what is not. */
export function outdatedCommand(): Command {
  return ocaCommand("outdated", "pins whose branch has moved on; with --series, which modules exist in which series", [
    "outdated",
    "outdated --series 17.0,18.0,19.0",
  ])
    .option("--series <list>", "comma-separated series to compare")
    .action(async (options: CommonOptions & { readonly series?: string }) => {
      const session = await openSession(options);
      if (!session) return;
      progress("asking the remotes");
      await (options.series ? showRadar(session, options.series, options) : showOutdated(session, options));
    });
}

async function showOutdated({ lock, settings }: Session, options: CommonOptions): Promise<void> {
  const { value: outdated, issues } = await outdatedPins(lock, settings);
  progressDone();
  const lines = outdated.map(({ name, branch, commit, latest, behind }) => {
    const count = behind === null ? "" : `  ${plural(behind, "commit")} behind`;
    return `outdated ${name} ${branch}  ${commit.slice(0, 12)} → ${latest.slice(0, 12)}${count}: ipai oca bump ${name} --dry-run`;
  });
  finish(options, { outdated, issues }, [...lines, `${plural(outdated.length, "pin")} can move`].join("\n"));
}

async function showRadar({ lock, settings }: Session, text: string, options: CommonOptions): Promise<void> {
  const series = text.split(",").map((one) => one.trim());
  const wrong = series.find((one) => !/^\d+\.\d+$/.test(one));
  if (wrong !== undefined) throw new CannotRun(`not a series: ${wrong}`, "write --series 17.0,18.0,19.0");
  const { value: repositories, issues } = await radar(lock, series, settings);
  progressDone();
  const modules = repositories.flatMap((row) => row.modules);
  const waiting = modules.filter(({ ported, elsewhere }) => !ported && !elsewhere);
  const summary = `${plural(modules.length, "module")}: ${modules.length - waiting.length} at ${lock.series}, ${waiting.length} not yet ported`;
  const known = repositories.filter((row) => row.modules.length > 0);
  finish(
    options,
    { series, repositories, issues },
    [...known.flatMap((row) => renderRow(row, series)), summary].join("\n"),
  );
}

function renderRow({ repository, heads, modules }: RadarRow, series: readonly string[]): string[] {
  const places = series.map((one) => `${one} ${heads[one]?.commit.slice(0, 12) ?? "none"}`);
  const width = Math.max(...modules.map(({ name }) => name.length));
  const rows = modules.map(({ name, versions, elsewhere }) => {
    const cells = series.map((one) => (versions[one] ?? "-").padEnd(12));
    return `  ${name.padEnd(width)}  ${cells.join(" ")}${elsewhere ? ` (in ${elsewhere})` : ""}`.trimEnd();
  });
  return [`${repository}  ${places.join(", ")}`, ...rows];
}
