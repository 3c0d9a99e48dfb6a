import { plural } from "@ipai/core";
import { CannotRun, progress, progressDone } from "@ipai/workspace";
import { outdatedPackages, outdatedPins, radar, type RadarRow } from "@ipai/lockfile";
import type { Command } from "commander";
import { finish, indexOptions, ocaCommand, openSession, type PackageOptions, type Session } from "./session.ts";

/** `ipai oca outdated`: pins whose branch moved on; with `--series`, what is ported and what is not. */
export function outdatedCommand(): Command {
  const about =
    "pins whose branch has moved on, packages with a newer release; with --series, which modules exist where";
  return indexOptions(ocaCommand("outdated", about, ["outdated", "outdated --series 17.0,18.0,19.0"]))
    .option("--series <list>", "comma-separated series to compare")
    .action(async (options: PackageOptions & { readonly series?: string }) => {
      const session = await openSession(options);
      if (!session) return;
      progress("asking the remotes");
      await (options.series ? showRadar(session, options.series, options) : showOutdated(session, options));
    });
}

async function showOutdated({ lock, settings, finder }: Session, options: PackageOptions): Promise<void> {
  const { value: outdated, issues: asking } = await outdatedPins(lock, settings);
  const packed = lock.resolved.packages ? await outdatedPackages(lock, await finder()) : { value: [], issues: [] };
  const packages = packed.value;
  const issues = [...asking, ...packed.issues];
  progressDone();
  const lines = outdated.map(({ name, branch, commit, latest, behind }) => {
    const count = behind === null ? "" : `  ${plural(behind, "commit")} behind`;
    return `outdated ${name} ${branch}  ${commit.slice(0, 12)} → ${latest.slice(0, 12)}${count}: ipai oca bump ${name} --dry-run`;
  });
  const releases = packages.map(
    ({ module, name, release, latest }) =>
      `outdated ${name}  ${release} → ${latest}: ipai oca bump ${module} --dry-run`,
  );
  const summary = `${plural(outdated.length, "pin")} and ${plural(packages.length, "package")} can move`;
  finish(options, { outdated, packages, issues }, [...lines, ...releases, summary].join("\n"));
}

async function showRadar({ lock, settings }: Session, text: string, options: PackageOptions): Promise<void> {
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
