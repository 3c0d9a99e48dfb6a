import { z } from "zod";

const count = z.int().min(0);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const Posted = z.strictObject({ lines: count, debit: z.string(), credit: z.string(), balance: z.string() });
const Attachments = z.strictObject({
  files: count,
  bytes: count,
  /** Over the sorted names: each name is the SHA-1 of its file's content. */
  sha256,
});

/** What a database holds, so that a copy of it can be recognised row by row. */
export const Facts = z.strictObject({
  /** By `schema.table`: how many rows, and the order-free sum of a hash of each. */
  tables: z.record(z.string(), z.strictObject({ rows: count, sum: z.string() })),
  /** Over columns, constraints, indexes, views, triggers and functions. */
  schema: sha256,
  /** Of posted journal entries; null where there is no accounting. */
  posted: Posted.nullable(),
  /** Null where there is no `ir_attachment`. */
  attachments: Attachments.nullable(),
});
export type Facts = z.infer<typeof Facts>;

/** `manifest.json` of a copy. */
export const Manifest = z.strictObject({
  version: z.literal(1),
  id: z.string(),
  name: z.string(),
  /** The instant whose database the copy holds, UTC. */
  time: z.iso.datetime(),
  database: z.strictObject({
    name: z.string(),
    uuid: z.string().nullable(),
    collate: z.string(),
    ctype: z.string(),
    /** Roles that own something or were granted something. */
    roles: z.array(z.string()),
    /** Functions of extensions that are immutable: a dump does not carry what was changed in an extension. */
    immutable: z.array(z.string()),
  }),
  snapshot: z.strictObject({ lsn: z.string(), timeline: z.int() }),
  facts: Facts,
  /** Files that the database names and the filestore did not have. */
  missing: z.array(z.string()),
  /** Those of them that a person accepted as lost. */
  accepted: z.array(z.string()).default([]),
  tools: z.record(z.string(), z.string()),
});
export type Manifest = z.infer<typeof Manifest>;
