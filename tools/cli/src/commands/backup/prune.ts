import { pruneCopies } from "@ipai/backup";
import { Command } from "commander";
import { formatTable } from "../../io/print.ts";
import { backupOptions, openConfig, report, requirePrograms, siteNames, type BackupOptions } from "./session.ts";

/** `ipai backup prune` */
export function pruneCommand(): Command {
  return backupOptions(new Command("prune"))
    .description("remove copies that the retention no longer asks for; immutable sites are refused")
    .option("--site <name>", "only this site")
    .action(async (options: BackupOptions & { site?: string }) => {
      const config = openConfig(options);
      requirePrograms("restic");
      siteNames(config, options.site);
      const { value, issues } = await pruneCopies(config, options.site ?? null);
      const rows = value.map(({ site, kept, removed }) => [site, String(kept), String(removed)]);
      report(options.json, { sites: value }, formatTable([["site", "kept", "removed"], ...rows]), issues);
    });
}
