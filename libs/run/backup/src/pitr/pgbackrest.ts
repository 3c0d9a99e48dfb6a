import { readFileSync } from "node:fs";
import type { Issue } from "@ipai/core";
import { serverUserPrefix } from "@ipai/postgres";
import { z } from "zod";
import type { Pitr } from "../config/schema.ts";
import { fault } from "../run/fault.ts";
import { finish } from "../run/process.ts";

/** What pgBackRest said, or why it could not. */
export type Said = { readonly issue: Issue | null; readonly stdout: string };

/** Runs pgBackRest as the owner of the cluster's files. */
export async function pgbackrest(pitr: Pitr, args: readonly string[]): Promise<Said> {
  const [program, ...rest] = [
    ...serverUserPrefix(),
    "pgbackrest",
    `--stanza=${pitr.stanza}`,
    `--config=${pitr.config_file}`,
    ...args,
  ];
  const password = pitr.password_file && readFileSync(pitr.password_file, "utf8").trim();
  const { exit, stdout, stderr } = await finish(program!, rest, { cwd: "/", env: { PGPASSWORD: password } });
  if (exit === 0) return { issue: null, stdout };
  const words = `${stderr}\n${stdout}`.split("\n").map((line) => line.trim());
  const telling = words.find((line) => /ERROR/.test(line)) ?? words.find(Boolean) ?? `pgbackrest ended with ${exit}`;
  const advice = "see docs/backups.md, Point in time; `ipai backup pitr configure` writes what it needs";
  return { issue: fault("pitr-failed", telling.replace(/^.*ERROR: /, ""), advice), stdout };
}

const Info = z.array(
  z.object({
    backup: z.array(
      z.object({
        label: z.string(),
        type: z.string(),
        timestamp: z.object({ start: z.int(), stop: z.int() }),
        info: z.object({ size: z.int() }),
        database: z.object({ "repo-key": z.int() }),
      }),
    ),
    archive: z.array(z.object({ min: z.string().nullable(), max: z.string().nullable() })),
  }),
);

/** A base backup; it can be recovered to any archived instant after `stop`. */
export interface BaseBackup {
  readonly label: string;
  readonly type: string;
  /** UTC; a second later is the first instant it can be recovered to. */
  readonly stop: string;
  readonly bytes: number;
}

/** Base backups, oldest first, and the last archived WAL file. */
export async function readBaseBackups(
  pitr: Pitr,
): Promise<{ backups: BaseBackup[]; lastWal: string | null; issue: Issue | null }> {
  const { issue, stdout } = await pgbackrest(pitr, ["info", "--output=json"]);
  if (issue) return { backups: [], lastWal: null, issue };
  const [stanza] = Info.parse(JSON.parse(stdout));
  const backups = (stanza?.backup ?? []).map(({ label, type, timestamp, info }) => ({
    label,
    type,
    stop: new Date(timestamp.stop * 1000).toISOString(),
    bytes: info.size,
  }));
  return { backups, lastWal: stanza?.archive.at(-1)?.max ?? null, issue: null };
}
