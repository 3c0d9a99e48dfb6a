import { verifySites, type Verified } from "@ipai/backup";
import { CannotRun } from "@ipai/workspace";
import { Command } from "commander";
import { formatTable } from "../../io/print.ts";
import { backupOptions, openConfig, report, requirePrograms, siteNames, type BackupOptions } from "./session.ts";

/** `ipai backup verify` */
export function verifyCommand(): Command {
  return backupOptions(new Command("verify"))
    .description("read every site's data against its checksums; try a deletion where it must be refused")
    .option("--site <name>", "only this site")
    .option("--share <percent>", "read this share of the data, such as 10%, instead of all")
    .action(run);
}

async function run(options: BackupOptions & { site?: string; share?: string }): Promise<void> {
  const config = openConfig(options);
  requirePrograms("restic");
  siteNames(config, options.site);
  if (options.share && !/^\d{1,2}(\.\d+)?%$/.test(options.share))
    throw new CannotRun(`--share ${options.share}`, "a share is a percentage, such as 10%");
  const { value, issues } = await verifySites(config, {
    only: options.site ?? null,
    ...(options.share && { share: options.share }),
  });
  const table = formatTable([["site", "packs read", "deletion", "time"], ...value.map(row)]);
  report(options.json, { sites: value }, table, issues);
}

function row({ site, packs, deletionRefused, seconds }: Verified): string[] {
  const deletion = deletionRefused === null ? "" : deletionRefused ? "refused" : "NOT REFUSED";
  return [site, packs === null ? "DAMAGED OR NOT READ" : String(packs), deletion, `${seconds.toFixed(1)} s`];
}
