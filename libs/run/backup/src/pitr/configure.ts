import { chown, mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { Pitr } from "../config/schema.ts";

/** pgBackRest's configuration as text; it holds the keys of its repositories. */
export function renderConfiguration(pitr: Pitr, ciphers: readonly string[]): string {
  const repositories = pitr.repositories.flatMap(({ path }, index) => [
    `repo${index + 1}-path=${path}`,
    `repo${index + 1}-cipher-type=aes-256-cbc`,
    `repo${index + 1}-cipher-pass=${ciphers[index]}`,
    `repo${index + 1}-retention-full=${pitr.keep_full}`,
  ]);
  const common = [`lock-path=${pitr.config_file}.lock`, "log-level-file=off", "start-fast=y", "compress-type=zst"];
  const cluster = [
    `pg1-path=${pitr.data}`,
    `pg1-socket-path=${pitr.socket}`,
    `pg1-port=${pitr.port}`,
    `pg1-user=${pitr.user}`,
  ];
  return ["[global]", ...repositories, ...common, "", `[${pitr.stanza}]`, ...cluster, ""].join("\n");
}

/** Lines of `postgresql.conf` that send every WAL file to the repositories, a quiet server's too. */
export function archiveSettings(
  pitr: Pick<Pitr, "stanza" | "config_file" | "archive_timeout_seconds">,
): Record<string, string> {
  const push = `pgbackrest --stanza=${pitr.stanza} --config=${pitr.config_file} archive-push %p`;
  return {
    wal_level: "replica",
    archive_mode: "on",
    archive_command: `'${push}'`,
    archive_timeout: String(pitr.archive_timeout_seconds),
  };
}

/** Writes the configuration and makes the repositories' folders, for the owner of the cluster's files alone. */
export async function configurePitr(pitr: Pitr): Promise<void> {
  const { uid, gid } = await stat(pitr.data);
  const ciphers = await Promise.all(
    pitr.repositories.map(async ({ cipher_file }) => (await readFile(cipher_file, "utf8")).trim()),
  );
  const folders = [dirname(pitr.config_file), `${pitr.config_file}.lock`, ...pitr.repositories.map(({ path }) => path)];
  for (const folder of folders) {
    const made = await mkdir(folder, { recursive: true, mode: 0o750 });
    if (made) await chown(folder, uid, gid);
  }
  await writeFile(pitr.config_file, renderConfiguration(pitr, ciphers), { mode: 0o600 });
  await chown(pitr.config_file, uid, gid);
}
