import { randomBytes } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { archiveSettings, parseConfig, type BackupConfig } from "@ipai/backup";
import { findServerBinaries, freePort, startScratchCluster, type ScratchCluster } from "@ipai/postgres";
import { stringify } from "yaml";
import { cheapRepository } from "./cheap-repository.ts";
import { seedOdoo, withClient, type Seed } from "./seed.ts";
import { startSshd } from "./sshd.ts";

/** A production of our own, with four sites on this machine: a folder, SFTP, an S3-compatible server, an append-only vault. */
export interface Bench {
  readonly folder: string;
  readonly cluster: ScratchCluster;
  readonly database: string;
  readonly filestore: string;
  readonly config: BackupConfig;
  /** `backup.yml`, for the command line. */
  readonly configFile: string;
  readonly seed: Seed;
  close(): Promise<void>;
}

export interface BenchOptions {
  readonly seed?: Partial<Seed>;
  /** Makes and fills the database and its filestore, instead of the small Odoo of `seed`. */
  readonly fill?: (cluster: ScratchCluster, database: string, filestore: string) => Promise<void>;
  /** Archives WAL from the start, so that the cluster can be recovered to an instant. */
  readonly pitr?: boolean;
  /** Leaves the sites without repositories, for `create --init`. */
  readonly uninitialised?: boolean;
}

interface S3rver {
  run(): Promise<unknown>;
  close(): Promise<unknown>;
}
const require = createRequire(import.meta.url);
const S3rver = require("@20minutes/s3rver") as new (options: object) => S3rver;

async function fillSmall({ address }: ScratchCluster, database: string, filestore: string, seed: Seed): Promise<void> {
  await withClient(address, "postgres", (client) => client.query(`CREATE DATABASE ${database}`));
  await seedOdoo(address, database, filestore, seed);
}

function pitrPlaces({ address, folder: cluster }: ScratchCluster, folder: string, cipher_file: string) {
  const repositories = [{ path: join(folder, "wal"), cipher_file }];
  const { host: socket, port, user } = address;
  return {
    data: join(cluster, "data"),
    socket,
    port,
    user,
    password_file: join(folder, "database-password"),
    repositories,
  };
}

/** Makes a repository at every site, of the cheap kind. */
async function plantRepositories({ sites, password_file }: BackupConfig, vault: string): Promise<void> {
  const password = readFileSync(password_file, "utf8");
  for (const site of sites) {
    for (const [path, bytes] of Object.entries(cheapRepository(password))) {
      if (site.kind === "s3") await putObject(`${site.endpoint}/${site.bucket}/${site.prefix}/${path}`, bytes);
      else plant(join("path" in site ? site.path : vault, path), bytes);
    }
  }
}

async function putObject(url: string, body: Buffer): Promise<void> {
  const { ok, status } = await fetch(url, { method: "PUT", body: new Uint8Array(body) });
  if (!ok) throw new Error(`PUT ${url}: ${status}`);
}

function plant(path: string, bytes: Buffer): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
}

/** Starts everything; `close` stops it and leaves nothing behind. */
export async function openBench(options: BenchOptions = {}): Promise<Bench> {
  const folder = mkdtempSync("/var/tmp/ipai-backup-");
  const seed = { partners: 500, moves: 200, attachments: 12, password: "throw-away", ...options.seed };
  // The server's user must reach its configuration of pgBackRest.
  chmodSync(folder, 0o755);
  const archive = { stanza: "bench", config_file: join(folder, "etc/pgbackrest.conf"), archive_timeout_seconds: 60 };
  const cluster = await startScratchCluster(findServerBinaries()!, {
    passwords: true,
    superuser: "backup",
    ...(options.pitr && { settings: { ...archiveSettings(archive), full_page_writes: "on" } }),
  });
  const [database, filestore] = ["production", join(folder, "filestore/production")];
  mkdirSync(filestore, { recursive: true });
  await (options.fill ?? ((...places) => fillSmall(...places, seed)))(cluster, database, filestore);

  const ssh = await startSshd(join(folder, "ssh"), join(folder, "vault"));
  const s3port = await freePort();
  const s3 = new S3rver({
    port: s3port,
    address: "127.0.0.1",
    silent: true,
    directory: join(folder, "s3"),
    configureBuckets: [{ name: "copies" }],
    // It reads a bucket's path without the slash that restic signs; an unknown key is refused all the same.
    allowMismatchedSignatures: true,
  });
  await s3.run();

  const secret = (name: string, text: string) => {
    writeFileSync(join(folder, name), text, { mode: 0o600 });
    return join(folder, name);
  };
  const { password = "", ...server } = cluster.address;
  const keys = { known_hosts_file: ssh.knownHosts, host: "127.0.0.1", port: ssh.port, user: ssh.user };
  const text = stringify({
    version: 1,
    name: "bench",
    database: { ...server, password_file: secret("database-password", password), name: database },
    filestore,
    password_file: secret("restic-password", randomBytes(16).toString("hex")),
    work: join(folder, "work"),
    login: { user: "admin", password_file: secret("login-password", seed.password) },
    sites: [
      { name: "folder", kind: "local", path: join(folder, "copies") },
      { name: "sftp", kind: "sftp", ...keys, identity_file: ssh.sftpKey, path: join(folder, "sftp") },
      {
        name: "objects",
        kind: "s3",
        endpoint: `http://127.0.0.1:${s3port}`,
        bucket: "copies",
        credentials_file: secret(
          "s3-credentials",
          "[default]\naws_access_key_id=S3RVER\naws_secret_access_key=S3RVER\n",
        ),
      },
      { name: "vault", kind: "append-only", ...keys, identity_file: ssh.vaultKey, immutable: true },
    ],
    ...(options.pitr && {
      pitr: { ...archive, ...pitrPlaces(cluster, folder, secret("cipher", randomBytes(24).toString("hex"))) },
    }),
  });
  const configFile = secret("backup.yml", text);
  const { value: config, issues } = parseConfig(text, "backup.yml");
  if (!config) throw new Error(JSON.stringify(issues));
  if (!options.uninitialised) await plantRepositories(config, join(folder, "vault"));
  const close = async () => {
    await s3.close();
    ssh.stop();
    cluster.remove();
    rmSync(folder, { recursive: true, force: true });
  };
  return { folder, cluster, database, filestore, config, configFile, seed, close };
}
