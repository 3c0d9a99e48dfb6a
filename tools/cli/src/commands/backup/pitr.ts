import { resolve } from "node:path";
import {
  archiveSettings,
  brokenFiles,
  COMPARABLE,
  configurePitr,
  createBase,
  observeDatabase,
  onTarget,
  readPitrStatus,
  recoverTo,
  type BackupConfig,
  type Recovered,
} from "@ipai/backup";
import type { Issue } from "@ipai/core";
import { CannotRun } from "@ipai/workspace";
import { Command } from "commander";
import { formatTable } from "../../io/print.ts";
import { backupOptions, formatBytes, openConfig, report, requirePrograms, type BackupOptions } from "./session.ts";

const EXAMPLES = `
Examples:
  ipai backup pitr configure                                   writes pgBackRest's configuration, prints PostgreSQL's
  ipai backup pitr create --type full                          a base backup
  ipai backup pitr status                                      what can be recovered, and the work a crash would lose
  ipai backup pitr restore --at 2026-11-22T13:05:00Z --into /srv/recovered`;

/** `ipai backup pitr`: recovery of a cluster that we administer to an instant. */
export function pitrCommand(): Command {
  const command = new Command("pitr").description(
    "recovery to an instant: base backups and every WAL file, by pgBackRest",
  );
  backupOptions(command.command("configure"))
    .description("write pgBackRest's configuration; print the settings that PostgreSQL needs")
    .action(configure);
  backupOptions(command.command("create"))
    .description("a base backup")
    .option("--type <type>", "full, diff or incr", "incr")
    .action(create);
  backupOptions(command.command("status"))
    .description("base backups, and how much work a crash would lose now, measured")
    .action(status);
  backupOptions(command.command("restore"))
    .description("recover the cluster to an instant, in a new folder with a server of its own")
    .requiredOption("--at <instant>", "such as 2026-11-22T13:05:00Z; after the end of a base backup")
    .requiredOption("--into <folder>", "a folder that does not exist")
    .option("--user <role>", "role to ask the recovered server as (default: the configured one)")
    .option("--filestore <folder>", "files to hold the recovered database to (default: the configured filestore)")
    .action(restore);
  return command.addHelpText("after", EXAMPLES);
}

function open(options: BackupOptions): { config: BackupConfig; pitr: NonNullable<BackupConfig["pitr"]> } {
  const config = openConfig(options);
  if (!config.pitr) throw new CannotRun("there is no `pitr` in the configuration", "see deploy/backup.example.yml");
  requirePrograms("pgbackrest");
  return { config, pitr: config.pitr };
}

async function configure(options: BackupOptions): Promise<void> {
  const { pitr } = open(options);
  await configurePitr(pitr);
  const settings = archiveSettings(pitr);
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
  const text = [`# ${pitr.config_file} is written. In postgresql.conf, then restart PostgreSQL:`, ...lines].join("\n");
  report(options.json, { configFile: pitr.config_file, settings }, text, []);
}

async function create(options: BackupOptions & { type: string }): Promise<void> {
  const { pitr } = open(options);
  const { type } = options;
  if (type !== "full" && type !== "diff" && type !== "incr")
    throw new CannotRun(`--type ${type}`, "full, diff or incr");
  const { value, issues } = await createBase(pitr, type);
  const text = value ? `${value.type} backup ${value.label}, ${formatBytes(value.bytes)}` : "no base backup was made";
  report(options.json, { base: value }, text, issues);
}

async function status(options: BackupOptions): Promise<void> {
  const { config, pitr } = open(options);
  const { value, issues } = await readPitrStatus(pitr, config.targets.pitr_rpo_minutes);
  const rows = value.backups.map(({ label, type, stop, bytes }) => [
    label,
    type,
    stop.slice(0, 19),
    formatBytes(bytes),
  ]);
  const rpo = value.rpoMinutes === null ? "WAL does not arrive" : `RPO ${value.rpoMinutes.toFixed(1)} min`;
  const text = `${formatTable([["base backup", "type", "end (UTC)", "size"], ...rows])}\n${rpo}, last WAL ${value.lastWal ?? "none"}`;
  report(options.json, value, text, issues);
}

type RestoreOptions = BackupOptions & { at: string; into: string; user?: string; filestore?: string };

async function restore(options: RestoreOptions): Promise<void> {
  const { config, pitr } = open(options);
  const user = options.user ?? config.database.user;
  const { value, issues } = await recoverTo(pitr, options.at, resolve(options.into), user);
  if (!value) return report(options.json, { recovered: null }, "nothing was recovered", issues);
  const files = await holdToFiles(config, value, options.filestore ?? config.filestore);
  const text = [
    `recovered to ${options.at} from ${value.base.label} in ${value.seconds.toFixed(1)} s`,
    `  server     psql -h ${value.address.host} -p ${value.address.port} -U ${user} ${config.database.name}`,
    `  files      ${files.intact} of ${files.total} intact`,
    `  stop it    pg_ctl -D ${value.folder}/data stop`,
  ].join("\n");
  report(options.json, { recovered: value, files: { total: files.total, intact: files.intact } }, text, files.issues);
}

/** Files of the recovered database that the filestore does not have, or has damaged. */
async function holdToFiles(config: BackupConfig, { address }: Recovered, filestore: string) {
  const database = config.database.name;
  const { files } = await onTarget({ server: address, database, filestore }, database, async (client) => {
    await client.query(COMPARABLE);
    return observeDatabase(client);
  });
  const broken = await brokenFiles(files, filestore);
  const issues = broken.map(({ name, message }): Issue => {
    const advice = "take it from the newest copy: `ipai backup restore`";
    return { code: "copy-file", severity: "error", message: `${name}: ${message}`, advice };
  });
  return { total: files.length, intact: files.length - broken.length, issues };
}
