import { cpSync, existsSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { escapeIdentifier, escapeLiteral, type Client } from "pg";
import type { ModuleState } from "../run/verdict.ts";
import { withClient, type ServerAddress } from "@ipai/postgres";

export interface DatabaseInfo {
  readonly name: string;
  readonly bytes: number;
  /** Of the files in its filestore. */
  readonly filestoreBytes: number;
  /** Comment of the database: JSON for our templates. */
  readonly comment: string | null;
}

/** Databases of one server together with their filestores: the two are always created, copied and dropped as one. */
export class Databases {
  readonly address: ServerAddress;
  readonly dataDir: string;

  constructor(address: ServerAddress, dataDir: string) {
    this.address = address;
    this.dataDir = dataDir;
  }

  /** Runs `work` on a connection to `database` and closes it. */
  connect<T>(database: string, work: (client: Client) => Promise<T>): Promise<T> {
    return withClient(this.address, database, work);
  }

  /** Databases whose name starts with `prefix`, with their size in bytes. */
  async list(prefix: string): Promise<DatabaseInfo[]> {
    const { rows } = await this.connect("postgres", (client) =>
      client.query<{ name: string; bytes: string; comment: string | null }>(
        `SELECT datname AS name, pg_database_size(oid) AS bytes, shobj_description(oid, 'pg_database') AS comment
           FROM pg_database WHERE starts_with(datname, $1) ORDER BY datname`,
        [prefix],
      ),
    );
    return rows.map(({ name, bytes, comment }) => {
      const filestoreBytes = bytesBelow(this.filestore(name));
      return { name, bytes: Number(bytes), filestoreBytes, comment };
    });
  }

  /** Creates `name`, empty or as a copy of `template` with its filestore. */
  async create(name: string, template = "template0"): Promise<void> {
    await this.connect("postgres", (client) =>
      client.query(
        `CREATE DATABASE ${quote(name)} TEMPLATE ${quote(template)} ENCODING 'UTF8' STRATEGY ${strategy(template)}`,
      ),
    );
    const [from, to] = [this.filestore(template), this.filestore(name)];
    // Attachments are named by their content and never rewritten, so that a copy may share them.
    if (existsSync(from) && spawnSync("cp", ["-al", from, to]).status !== 0) cpSync(from, to, { recursive: true });
  }

  /** Drops `name` and its filestore; whoever is connected is sent away. */
  async drop(name: string): Promise<void> {
    await this.connect("postgres", (client) => client.query(`DROP DATABASE IF EXISTS ${quote(name)} WITH (FORCE)`));
    rmSync(this.filestore(name), { recursive: true, force: true });
  }

  async rename(from: string, to: string): Promise<void> {
    await this.connect("postgres", (client) => client.query(`ALTER DATABASE ${quote(from)} RENAME TO ${quote(to)}`));
    if (existsSync(this.filestore(from))) renameSync(this.filestore(from), this.filestore(to));
  }

  async comment(name: string, text: string): Promise<void> {
    await this.connect("postgres", (client) =>
      client.query(`COMMENT ON DATABASE ${quote(name)} IS ${escapeLiteral(text)}`),
    );
  }

  /** `ir_module_module` of an Odoo database: what is installed, and what was left half way. */
  async moduleStates(name: string): Promise<ModuleState[]> {
    return this.connect(name, async (client) => {
      const { rows } = await client.query<{ exists: boolean }>(
        "SELECT to_regclass('ir_module_module') IS NOT NULL AS exists",
      );
      if (!rows[0]?.exists) return [];
      return (await client.query<ModuleState>("SELECT name, state, latest_version AS version FROM ir_module_module"))
        .rows;
    });
  }

  filestore(name: string): string {
    return join(this.dataDir, "filestore", name);
  }
}

function bytesBelow(folder: string): number {
  if (!existsSync(folder)) return 0;
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
}

function quote(identifier: string): string {
  return escapeIdentifier(identifier);
}

/** A file copy beats logging every page for anything but an empty database. */
function strategy(template: string): string {
  return template === "template0" ? "WAL_LOG" : "FILE_COPY";
}
