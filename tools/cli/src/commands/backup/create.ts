import { createCopy } from "@ipai/backup";
import { progress } from "@ipai/workspace";
import { Command } from "commander";
import { formatTable } from "../../io/print.ts";
import { backupOptions, formatBytes, openConfig, report, requirePrograms, type BackupOptions } from "./session.ts";

/** `ipai backup create` */
export function createCommand(): Command {
  return backupOptions(new Command("create"))
    .description("copy database and filestore, as they are at one instant, to every site")
    .option("--init", "make repositories that are not there yet")
    .option("--accept-missing", "take the files that are missing now as lost for good")
    .action(run);
}

async function run(options: BackupOptions & { init?: boolean; acceptMissing?: boolean }): Promise<void> {
  const config = openConfig(options);
  requirePrograms("restic", "pg_dump");
  const { value, issues } = await createCopy(config, {
    init: options.init ?? false,
    acceptMissing: options.acceptMissing ?? false,
    onPhase: (phase) => progress(`backup: ${phase}`),
  });
  const rows = value.sites.map(({ site, snapshot, addedBytes, seconds }) => [
    site,
    snapshot?.slice(0, 8) ?? "FAILED",
    formatBytes(addedBytes),
    `${seconds.toFixed(1)} s`,
  ]);
  const head = value.manifest ? `copy ${value.manifest.id} of ${value.manifest.time}` : "no copy was made";
  const table = rows.length ? formatTable([["site", "snapshot", "added", "time"], ...rows]) : "";
  report(options.json, value, `${head}\n${table}`.trim(), issues);
}
