import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Issue, Result } from "@ipai/core";
import { fault, firstOf } from "../run/fault.ts";
import type { Facts, Manifest } from "./manifest.ts";
import type { StoredFile } from "./observe.ts";

/** What a restored copy was found to hold, of what its manifest promises. */
export interface Proof {
  readonly tables: number;
  readonly rows: number;
  /** Tables whose rows are those of the manifest, each of them. */
  readonly equalTables: number;
  readonly schema: boolean;
  readonly posted: Facts["posted"];
  readonly attachments: { readonly files: number; readonly intact: number };
}

/** Holds a restored database and its files to the manifest; every difference is an issue. */
export async function prove(
  { facts: promised, missing, accepted }: Manifest,
  found: { readonly facts: Facts; readonly files: readonly StoredFile[] },
  filestore: string,
): Promise<Result<Proof>> {
  const unequal = unequalTables(promised, found.facts);
  const broken = await brokenFiles(found.files, filestore);
  const schema = found.facts.schema === promised.schema;
  const issues = [
    ...firstOf(
      unequal.map(({ table, message }) => differs("copy-rows", `${table}: ${message}`)),
      "tables differ",
    ),
    ...(schema ? [] : [differs("copy-schema", "the schema is not the one that was copied")]),
    ...(same(found.facts.posted, promised.posted)
      ? []
      : [differs("copy-posted", `posted entries: ${postedText(found.facts)}; copied were ${postedText(promised)}`)]),
    ...(same(found.facts.attachments, promised.attachments)
      ? []
      : [differs("copy-attachments", "the attachments are not those that were copied")]),
    ...brokenIssues(broken, missing, accepted),
  ];
  const tables = Object.values(found.facts.tables);
  const proof = {
    tables: tables.length,
    rows: tables.reduce((sum, { rows }) => sum + rows, 0),
    equalTables: Object.keys(promised.tables).length - unequal.length,
    schema,
    posted: found.facts.posted,
    attachments: { files: found.files.length, intact: found.files.length - broken.length },
  };
  return { value: proof, issues };
}

/** Files that are broken; one that was accepted as lost when the copy was made is no more than told. */
function brokenIssues(
  broken: readonly { name: string; message: string }[],
  missing: readonly string[],
  accepted: readonly string[],
): Issue[] {
  const known = new Set(missing);
  const lost = new Set(accepted);
  const issues = broken
    .filter(({ name }) => !lost.has(name))
    .map(({ name, message }) => {
      const when = known.has(name) ? ", it was missing when the copy was made" : "";
      return differs("copy-file", `${name}: ${message}${when}`);
    });
  const told: Issue = {
    code: "copy-file-lost",
    severity: "warning",
    message: `${lost.size} files are not in the copy: they were accepted as lost`,
    advice: "nothing is to be done: see manifest.json for their names",
  };
  return [...firstOf(issues, "files are broken"), ...(lost.size ? [told] : [])];
}

function unequalTables(promised: Facts, found: Facts): { table: string; message: string }[] {
  const names = new Set([...Object.keys(promised.tables), ...Object.keys(found.tables)]);
  return [...names].sort().flatMap((table) => {
    const [before, now] = [promised.tables[table], found.tables[table]];
    if (!before || !now) return [{ table, message: before ? "it is not there" : "it was not in the copied database" }];
    if (before.rows !== now.rows) return [{ table, message: `${now.rows} rows, ${before.rows} were copied` }];
    return before.sum === now.sum ? [] : [{ table, message: `${now.rows} rows, but not the ones that were copied` }];
  });
}

const NAME = /^([0-9a-f]{2})\/(\1[0-9a-f]{38})$/;

/** Files that are not there, or whose content is not the one that their name is the SHA-1 of. */
export async function brokenFiles(
  files: readonly StoredFile[],
  filestore: string,
): Promise<{ name: string; message: string }[]> {
  const broken: { name: string; message: string }[] = [];
  for (const { name } of files) {
    const promised = NAME.exec(name)?.[2];
    const found = promised ? await sha1(join(filestore, name)) : null;
    if (found === null) broken.push({ name, message: promised ? "the file is not there" : "no name of Odoo's" });
    else if (found !== promised) broken.push({ name, message: "its content is not the one it was written with" });
  }
  return broken;
}

async function sha1(path: string): Promise<string | null> {
  const hash = createHash("sha1");
  try {
    await pipeline(createReadStream(path), hash);
    return hash.digest("hex");
  } catch {
    return null;
  }
}

function differs(code: string, message: string): Issue {
  return fault(code, message, "do not go live on this copy: restore another, and find out why");
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function postedText({ posted }: Facts): string {
  return posted ? `${posted.lines} lines, debit ${posted.debit}, credit ${posted.credit}` : "no accounting";
}
