import { createHash } from "node:crypto";
import { canonicalJson, compareText, type Result } from "@ipai/core";
import { z } from "zod";

/** Kinds that every baseline tells of. */
const FIRST_KINDS = [
  "extension",
  "schema",
  "table",
  "column",
  "constraint",
  "index",
  "sequence",
  "view",
  "function",
  "trigger",
] as const;

export const KINDS = [...FIRST_KINDS, "rule", "policy", "type", "setting", "owner", "grant"] as const;

/** One thing of a schema. Two things with the same kind and name are the same; `definition` says what it is like. */
const SchemaObject = z.strictObject({
  kind: z.enum(KINDS),
  /** With schema unless that is `public`: `res_partner.email`, `audit.log`. */
  name: z.string(),
  /** The Odoo module that it is of; null where Odoo knows none. */
  module: z.string().nullable(),
  definition: z.string(),
});

/** A schema as a file: no data, no OIDs, in an order of its own, so that equal schemas are equal bytes. */
export const SchemaSnapshot = z.strictObject({
  format: z.literal("ipai-schema"),
  version: z.literal(1),
  /** Major version of the server: another one may write the same definition differently. */
  postgres: z.int(),
  /** Of kinds, names and definitions, not of the modules. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Versions of the installed Odoo modules. */
  modules: z.record(z.string(), z.string()),
  /** Kinds that were looked at; a baseline without them is of a time when there were ten. */
  kinds: z.array(z.enum(KINDS)).default([...FIRST_KINDS]),
  objects: z.array(SchemaObject),
});
export type SchemaObject = z.infer<typeof SchemaObject>;
export type SchemaSnapshot = z.infer<typeof SchemaSnapshot>;

/** Orders the objects and hashes them. */
export function makeSnapshot(
  postgres: number,
  modules: Readonly<Record<string, string>>,
  unordered: readonly SchemaObject[],
): SchemaSnapshot {
  const objects = unordered.toSorted((a, b) => compareText(a.name, b.name) || compareText(a.kind, b.kind));
  return { format: "ipai-schema", version: 1, postgres, sha256: hashOf(objects), modules, kinds: [...KINDS], objects };
}

/** Kinds that belong to a database and its server rather than to what is in it: a copy of it has others. */
const OF_THE_PLACE: ReadonlySet<string> = new Set(["setting", "owner", "grant"]);

/** SHA-256 of what a database holds of a schema, the same in every copy of it. */
export function contentHash({ objects }: SchemaSnapshot): string {
  return hashOf(objects.filter(({ kind }) => !OF_THE_PLACE.has(kind)));
}

function hashOf(objects: readonly SchemaObject[]): string {
  const hash = createHash("sha256");
  for (const { kind, name, definition } of objects) hash.update(`${canonicalJson([kind, name, definition])}\n`);
  return hash.digest("hex");
}

/** A snapshot as text: an object a line, so that a diff reads like a list of what changed. */
export function renderSnapshot({ objects, ...head }: SchemaSnapshot): string {
  const open = JSON.stringify(head, null, 2).replace(/\n}$/, "");
  const lines = objects.map((object) => `    ${JSON.stringify(object)}`);
  return `${open},\n  "objects": [\n${lines.join(",\n")}\n  ]\n}\n`;
}

/** Text of a baseline file → snapshot, or null with an issue: no JSON, another format, or edited by hand. */
export function parseSnapshot(text: string, path: string): Result<SchemaSnapshot | null> {
  const refuse = (message: string): Result<null> => ({
    value: null,
    issues: [
      { code: "baseline-invalid", severity: "error", message, advice: "write it anew: ipai db baseline", at: { path } },
    ],
  });
  const json = orNull(() => JSON.parse(text) as unknown);
  if (json === null) return refuse("it is no JSON");
  const parsed = SchemaSnapshot.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return refuse(`${issue!.path.join(".") || "document"}: ${issue!.message}`);
  }
  if (hashOf(parsed.data.objects) !== parsed.data.sha256)
    return refuse("its objects do not have the hash that it names");
  return { value: parsed.data, issues: [] };
}

function orNull<T>(work: () => T): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}
