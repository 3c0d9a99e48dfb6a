import { listCopies, type SiteCopies } from "@ipai/backup";
import { Command } from "commander";
import { formatTable } from "../../io/print.ts";
import {
  backupOptions,
  formatAge,
  formatBytes,
  openConfig,
  report,
  requirePrograms,
  type BackupOptions,
} from "./session.ts";

/** `ipai backup list` */
export function listCommand(): Command {
  return backupOptions(new Command("list"))
    .description("copies at every site, with age and size")
    .action(async (options: BackupOptions) => {
      const config = openConfig(options);
      requirePrograms("restic");
      const { value, issues } = await listCopies(config);
      report(options.json, { sites: value }, value.map(siteText).join("\n"), issues);
    });
}

function siteText({ site, immutable, copies }: SiteCopies): string {
  if (!copies) return `${site}: not asked`;
  const rows = copies.map(({ id, time, bytes, state }) => [
    `  ${id}`,
    time.slice(0, 19),
    state === "future" ? "-" : formatAge(time),
    formatBytes(bytes),
    state,
  ]);
  const head = `${site}: ${copies.length === 1 ? "1 copy" : `${copies.length} copies`}${immutable ? ", immutable" : ""}`;
  return rows.length ? `${head}\n${formatTable([["  id", "of (UTC)", "age", "size", "state"], ...rows])}` : head;
}
