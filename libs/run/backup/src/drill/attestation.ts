import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { canonicalJson, type Issue, type Result } from "@ipai/core";
import { z } from "zod";
import type { DrillReport } from "./drill.ts";

const DRILL_FOLDER = "evidence/backup";
const count = z.int().min(0);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const money = z.strictObject({ lines: count, debit: z.string(), credit: z.string(), balance: z.string() });

const SiteResult = z.strictObject({
  site: z.string(),
  copy: z.strictObject({ id: z.string(), snapshot: sha256, time: z.iso.datetime(), bytes: count }).nullable(),
  proof: z
    .strictObject({
      tables: count,
      rows: count,
      equalTables: count,
      schema: z.boolean(),
      posted: money.nullable(),
      attachments: z.strictObject({ files: count, intact: count }),
    })
    .nullable(),
  login: z
    .strictObject({
      how: z.enum(["http", "password-hash", "none"]),
      user: z.string(),
      ok: z.boolean(),
      seen: z.string(),
    })
    .nullable(),
  rpoMinutes: z.number().nullable(),
  rtoSeconds: z.number().nullable(),
  proven: z.boolean(),
});

/** An in-toto Statement v1 about one drill; its subjects are the copies, by restic's SHA-256 of the snapshot. */
export const DrillAttestation = z.strictObject({
  _type: z.literal("https://in-toto.io/Statement/v1"),
  subject: z.array(z.strictObject({ name: z.string(), digest: z.strictObject({ sha256 }) })),
  predicateType: z.literal("urn:ipai:attestation:backup-drill:v1"),
  predicate: z.strictObject({
    name: z.string(),
    /** Made on throw-away data: it shows that the machinery works, not that production's copies do. */
    rehearsal: z.boolean(),
    started: z.iso.datetime(),
    finished: z.iso.datetime(),
    sites: z.array(SiteResult),
    pitr: z.strictObject({ rpoMinutes: z.number().nullable(), lastWal: z.string().nullable() }).nullable(),
    issues: z.array(z.strictObject({ code: z.string(), message: z.string() })),
  }),
});
export type DrillAttestation = z.infer<typeof DrillAttestation>;

/** The statement about a drill and what it found. */
export function attestDrill(report: DrillReport, issues: readonly Issue[], rehearsal: boolean): DrillAttestation {
  const { name, started, finished, sites, pitr } = report;
  return DrillAttestation.parse({
    _type: "https://in-toto.io/Statement/v1",
    subject: sites.flatMap(({ site, copy }) =>
      copy ? [{ name: `${site}/${copy.id}`, digest: { sha256: copy.snapshot } }] : [],
    ),
    predicateType: "urn:ipai:attestation:backup-drill:v1",
    predicate: {
      name,
      rehearsal,
      started,
      finished,
      sites,
      pitr,
      issues: issues.map(({ code, message }) => ({ code, message })),
    },
  });
}

/** Writes a statement below `root`; its name carries the digest of its bytes. Returns the path relative to `root`. */
export async function writeDrill(root: string, attestation: DrillAttestation): Promise<string> {
  const text = `${canonicalJson(attestation, 1)}\n`;
  const path = `${DRILL_FOLDER}/${attestation.predicate.name}-drill-${digestOf(text)}.json`;
  await mkdir(join(root, DRILL_FOLDER), { recursive: true });
  await writeFile(join(root, path), text);
  return path;
}

/** Every drill below `root`, newest first; a file whose bytes changed since it was written is an issue. */
export async function readDrills(root: string): Promise<Result<{ path: string; attestation: DrillAttestation }[]>> {
  const names = (await readdir(join(root, DRILL_FOLDER)).catch(() => [])).filter((name) => name.endsWith(".json"));
  const value: { path: string; attestation: DrillAttestation }[] = [];
  const issues: Issue[] = [];
  for (const name of names) {
    const path = `${DRILL_FOLDER}/${name}`;
    const attestation = parseDrill(await readFile(join(root, path), "utf8"), name);
    if (attestation) value.push({ path, attestation });
    else issues.push(changed(path));
  }
  value.sort((a, b) => Date.parse(b.attestation.predicate.finished) - Date.parse(a.attestation.predicate.finished));
  return { value, issues };
}

function parseDrill(text: string, name: string): DrillAttestation | null {
  if (/-([0-9a-f]{16})\.json$/.exec(name)?.[1] !== digestOf(text)) return null;
  return DrillAttestation.safeParse(JSON.parse(text)).data ?? null;
}

function changed(path: string): Issue {
  const message = "its bytes are not the ones it was written with";
  return { code: "drill-changed", severity: "error", message, advice: "run the drill again", at: { path } };
}

function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
