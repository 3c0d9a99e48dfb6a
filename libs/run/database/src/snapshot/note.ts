import { createHash } from "node:crypto";
import type { Client } from "pg";
import { z } from "zod";

/** What a database holds, short enough to compare two of them at a glance. */
const Facts = z.strictObject({
  /** Hash of the schema, as `ipai db baseline` writes it. */
  schema: z.string(),
  tables: z.int(),
  rows: z.int(),
  /** Hash of every table's name and number of rows. */
  counts: z.string(),
});
export type Facts = z.infer<typeof Facts>;

/** The comment of a database that is a copy of another one: what `snapshot` took, or what `rollback` put aside. */
const Note = z.strictObject({
  ipai: z.enum(["snapshot", "replaced"]),
  of: z.string(),
  name: z.string(),
  at: z.iso.datetime(),
  /** Null for one that was put aside by a run that ended before it could look. */
  facts: Facts.nullable(),
});
export type Note = z.infer<typeof Note>;

export interface Copy extends Note {
  /** Database that holds it. */
  readonly database: string;
  readonly bytes: number;
}

/** Databases under construction: nothing that has this name is whole. */
export const BUILDING = "ipai_building_";

/** Copies of a database, or of all, the newest first. */
export async function listCopies(client: Client, of?: string): Promise<Copy[]> {
  const { rows } = await client.query<{ database: string; bytes: string; comment: string }>(
    `SELECT datname AS database, pg_database_size(oid) AS bytes, shobj_description(oid, 'pg_database') AS comment
       FROM pg_database WHERE shobj_description(oid, 'pg_database') LIKE '{"ipai":%'`,
  );
  return rows
    .flatMap(({ database, bytes, comment }) => {
      const note = parseNote(comment);
      return note ? [{ ...note, database, bytes: Number(bytes) }] : [];
    })
    .filter((copy) => of === undefined || copy.of === of)
    .sort((a, b) => (a.at < b.at ? 1 : -1));
}

function parseNote(comment: string): Note | null {
  try {
    return Note.parse(JSON.parse(comment));
  } catch {
    return null;
  }
}

/** The statement that writes a note. */
export function noteSql(client: Client, database: string, note: Note): string {
  return `COMMENT ON DATABASE ${client.escapeIdentifier(database)} IS ${client.escapeLiteral(JSON.stringify(note))}`;
}

/** PostgreSQL cuts names off after so many bytes, and two names that are cut may be one. */
const LONGEST = 63;

/** The database of a copy: `production@before-update`; a base that is too long ends in a hash of its own. */
export function copyDatabase(of: string, name: string): string {
  const whole = `${of}@${name}`;
  if (Buffer.byteLength(whole) <= LONGEST) return whole;
  const end = `~${createHash("sha256").update(of).digest("hex").slice(0, 8)}@${name}`;
  let base = of;
  while (Buffer.byteLength(base + end) > LONGEST) base = [...base].slice(0, -1).join("");
  return base + end;
}
