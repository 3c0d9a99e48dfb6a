import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { canonicalJson, type Issue, type Result } from "@ipai/core";
import { sha256 } from "./digest.ts";
import { CheckRecord } from "./schema.ts";

const NAME = /^(.+)-([0-9a-f]{16})\.json$/;

/**
 * Records of a folder such as `evidence/gates`, by check; of two for one check the newer. A file whose bytes are not
 * those that its name promises, or that has another shape, is an issue and no record. No folder: no records.
 */
export function readRecords(root: string, folder: string): Result<Map<string, CheckRecord>> {
  const value = new Map<string, CheckRecord>();
  const issues: Issue[] = [];
  const names = existsSync(join(root, folder)) ? readdirSync(join(root, folder)).sort() : [];
  for (const name of names.filter((it) => it.endsWith(".json"))) {
    const path = `${folder}/${name}`;
    const record = parseRecord(readFileSync(join(root, path), "utf8"), name);
    if (typeof record === "string") issues.push(refuse(path, record));
    else if (!isOlder(record, value.get(record.check))) value.set(record.check, record);
  }
  return { value, issues };
}

/** Text of a record's file → record, or what is wrong with it. */
function parseRecord(text: string, name: string): CheckRecord | string {
  const [, check, promised] = NAME.exec(name) ?? [];
  if (promised !== sha256(text).slice(0, 16)) return "its bytes are not the ones it was written with";
  const parsed = CheckRecord.safeParse(jsonOf(text));
  if (!parsed.success) return `${parsed.error.issues[0]!.path.join(".")}: ${parsed.error.issues[0]!.message}`;
  return parsed.data.check === check ? parsed.data : `it is about ${parsed.data.check}`;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Writes a record in place of earlier ones of its check; returns its path in the workspace. */
export function writeRecord(root: string, folder: string, record: CheckRecord): string {
  const text = `${canonicalJson(CheckRecord.parse(record), 1)}\n`;
  const path = `${folder}/${record.check}-${sha256(text).slice(0, 16)}.json`;
  mkdirSync(join(root, folder), { recursive: true });
  for (const name of readdirSync(join(root, folder)))
    if (NAME.exec(name)?.[1] === record.check) rmSync(join(root, folder, name));
  writeFileSync(join(root, path), text);
  return path;
}

function isOlder({ observation }: CheckRecord, than: CheckRecord | undefined): boolean {
  return than !== undefined && observation.started_at < than.observation.started_at;
}

function refuse(path: string, message: string): Issue {
  const advice = "Record it again: `npx ipai gate <check> --record`";
  return { code: "record-changed", severity: "error", message, advice, at: { path } };
}
