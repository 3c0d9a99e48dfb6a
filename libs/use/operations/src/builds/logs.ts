import { closeSync, existsSync, fstatSync, openSync, readdirSync, readSync } from "node:fs";
import { join } from "node:path";
import type { Queryable } from "../state/state.ts";

const LARGEST = 256 * 1024;

/** Where a builder keeps the logs of an attempt as files; they outlive the build's room. */
export function logFolder(dataDir: string, build: number, attempt: number): string {
  return join(dataDir, "logs", String(build), String(attempt));
}

/**
 * Brings what was added to the log files of an attempt into the state, from the byte after the last one there: it may
 * be called again after any kill, by any process, and neither loses nor repeats a byte.
 */
export async function shipLogs(on: Queryable, dataDir: string, build: number, attempt: number): Promise<void> {
  const folder = logFolder(dataDir, build, attempt);
  if (!existsSync(folder)) return;
  for (const file of readdirSync(folder)
    .filter((name) => name.endsWith(".log"))
    .sort()) {
    const kind = file.slice(0, -4);
    const { rows } = await on.query<{ offset: string }>(
      "SELECT coalesce(max(to_byte), 0) AS offset FROM logs WHERE build = $1 AND kind = $2 AND attempt = $3",
      [build, kind, attempt],
    );
    let from = Number(rows[0]!.offset);
    for (;;) {
      const bytes = readFrom(join(folder, file), from);
      if (!bytes.length) break;
      const to = from + bytes.length;
      await on.query(
        "INSERT INTO logs (build, kind, attempt, from_byte, to_byte, text) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
        [build, kind, attempt, from, to, bytes.toString("utf8").replaceAll("\0", "\uFFFD")],
      );
      from = to;
    }
  }
}

/** Bytes from an offset on, whole lines where there are any: so no character is cut in two. */
function readFrom(path: string, from: number): Buffer {
  const file = openSync(path, "r");
  try {
    const length = Math.min(Math.max(0, fstatSync(file).size - from), LARGEST);
    const bytes = Buffer.alloc(length);
    const read = bytes.subarray(0, readSync(file, bytes, 0, length, from));
    const end = read.lastIndexOf(10) + 1;
    return end > 0 ? read.subarray(0, end) : read;
  } finally {
    closeSync(file);
  }
}

export interface LogChunk {
  readonly kind: string;
  readonly attempt: number;
  readonly from_byte: number;
  readonly at: Date;
  readonly text: string;
}

/** Log of a build from a byte on, oldest first; the attempt asked for, else the latest that has such a log. */
export async function readLog(
  on: Queryable,
  build: number,
  kind: string,
  from = 0,
  attempt?: number,
): Promise<LogChunk[]> {
  const { rows } = await on.query<LogChunk>(
    `SELECT kind, attempt, from_byte::int, at, text FROM logs
      WHERE build = $1 AND kind = $2 AND from_byte >= $3
        AND attempt = coalesce($4, (SELECT max(attempt) FROM logs WHERE build = $1 AND kind = $2))
      ORDER BY from_byte LIMIT 200`,
    [build, kind, from, attempt ?? null],
  );
  return rows;
}

/** Kinds of logs that a build has. */
export async function logKinds(on: Queryable, build: number): Promise<string[]> {
  const { rows } = await on.query<{ kind: string }>(
    "SELECT kind FROM logs WHERE build = $1 GROUP BY kind ORDER BY min(at)",
    [build],
  );
  return rows.map(({ kind }) => kind);
}

export interface LogHit {
  readonly kind: string;
  readonly attempt: number;
  /** Line of the log, counted from 1. */
  readonly line: number;
  readonly text: string;
}

/** Lines of a build's logs that hold a text, whatever its case; at most 200. */
export async function searchLogs(on: Queryable, build: number, text: string): Promise<LogHit[]> {
  const { rows } = await on.query<{ kind: string; attempt: number; whole: string }>(
    `SELECT kind, attempt, string_agg(text, '' ORDER BY from_byte) AS whole FROM logs WHERE build = $1
      GROUP BY kind, attempt ORDER BY kind, attempt DESC`,
    [build],
  );
  const wanted = text.toLowerCase();
  return rows
    .flatMap(({ kind, attempt, whole }) =>
      whole
        .split("\n")
        .flatMap((line, index) =>
          line.toLowerCase().includes(wanted) ? [{ kind, attempt, line: index + 1, text: line }] : [],
        ),
    )
    .slice(0, 200);
}
