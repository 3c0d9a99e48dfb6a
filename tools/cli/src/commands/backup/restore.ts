import { resolve } from "node:path";
import { chooseCopy, readCopies, repositoryOf, restoreCopy, targetOf, type Restored } from "@ipai/backup";
import { progress } from "@ipai/workspace";
import { Command } from "commander";
import { backupOptions, openConfig, report, requirePrograms, siteNames, type BackupOptions } from "./session.ts";

interface Options extends BackupOptions {
  readonly site: string;
  readonly at: string;
  readonly into: string;
  readonly filestore?: string;
  readonly keep?: boolean;
}

/** `ipai backup restore` */
export function restoreCommand(): Command {
  return backupOptions(new Command("restore"))
    .description("bring a copy into a new database and folder, and hold it to its manifest")
    .requiredOption("--site <name>", "where the copy lies")
    .option("--at <copy>", "`latest`, an id from `list`, or an instant: the newest copy not younger", "latest")
    .requiredOption("--into <database>", "a database that does not exist, or that an earlier restore made")
    .option("--filestore <folder>", "default: below the work folder")
    .option("--keep", "a real recovery: the result is no scratch, and production's own name is allowed")
    .action(run);
}

async function run(options: Options): Promise<void> {
  const config = openConfig(options);
  requirePrograms("restic", "pg_restore");
  const [name] = siteNames(config, options.site);
  const repository = repositoryOf(
    config.sites.find((site) => site.name === name)!,
    config,
  );
  const { value: copies, issues } = await readCopies(repository, config.name);
  const chosen = copies ? chooseCopy(copies, options.site, options.at) : { value: null, issues };
  if (!chosen.value) return report(options.json, { restored: null }, "nothing was restored", chosen.issues);
  progress(`restoring ${chosen.value.id}`);
  const target = targetOf(config, options.into, options.filestore && resolve(options.filestore));
  const restored = await restoreCopy(config, repository, chosen.value, target, { keep: options.keep ?? false });
  report(options.json, { restored: restored.value }, text(restored.value), [...chosen.issues, ...restored.issues]);
}

function text({ copy, target, proof, seconds }: Restored): string {
  if (!proof) return `copy ${copy.id} was not restored`;
  return [
    `copy ${copy.id} of ${copy.time} in ${seconds.toFixed(1)} s`,
    `  database   ${target.database}: ${proof.equalTables} of ${proof.tables} tables equal, ${proof.rows} rows`,
    `  filestore  ${target.filestore}: ${proof.attachments.intact} of ${proof.attachments.files} files intact`,
    ...(proof.posted ? [`  posted     ${proof.posted.lines} lines, debit ${proof.posted.debit}`] : []),
  ].join("\n");
}
