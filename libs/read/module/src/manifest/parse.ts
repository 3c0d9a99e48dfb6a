import type { Issue, Result } from "@ipai/core";
import { parseLiteral, toJson, type Json, type PyLiteral } from "@ipai/python";
import { decodeManifest } from "./decode.ts";
import { completeManifest, notDict, semanticIssues, wrongType } from "./issues.ts";
import { findLines, type ManifestLines, nodeAt } from "./lines.ts";
import { Manifest } from "./schema.ts";

/** A manifest with what is needed to speak about it. */
export interface ManifestReading {
  readonly manifest: Manifest;
  /** The literal as JSON, keys unknown to Odoo included: tuples and sets as arrays. */
  readonly raw: Json;
  /** Lines of the entries of `depends`, `data` and `demo`. */
  readonly lines: ManifestLines;
}

/**
 * Reads the bytes of `__manifest__.py` as Odoo does (`odoo/modules/module.py: Manifest._from_path, _load_manifest`).
 *
 * `module` is the name of the module's folder. `value` is null when there is no dict to read, and an error says why.
 * A key of a wrong type is an error and counts as absent; of a list only the wrong entries do. Locations hold line and
 * column only: the reader of the file adds the path.
 */
export function parseManifest(bytes: Uint8Array, module: string): Result<ManifestReading | null> {
  const { text, issues: decoding } = decodeManifest(bytes);
  const { value: literal, issues: reading } = text === null ? { value: null, issues: [] } : parseLiteral(text);
  const issues = [...decoding, ...reading];
  if (!literal) return { value: null, issues };
  if (literal.kind !== "dict") return { value: null, issues: [...issues, notDict(literal)] };
  const raw = toJson(literal);
  const typed = readTypes(raw as Fields, literal);
  const manifest =
    module === "base" || typed.value.depends.length ? typed.value : { ...typed.value, depends: ["base"] };
  return {
    value: { manifest, raw, lines: findLines(literal) },
    issues: [...issues, ...typed.issues, ...completeManifest(literal), ...semanticIssues(manifest, literal)],
  };
}

type Fields = Record<string, unknown>;

/** The keys that Odoo reads; what has another type than Odoo needs is left out and named. */
function readTypes(raw: Fields, literal: PyLiteral): Result<Manifest> {
  const first = Manifest.safeParse(odooValues(raw, literal));
  if (first.success) return { value: first.data, issues: [] };
  const fields = odooValues(toJson(literal) as Fields, literal);
  const issues: Issue[] = first.error.issues.map(({ path, message }) =>
    wrongType(path, message, nodeAt(literal, path)),
  );
  for (const { path } of first.error.issues) remove(fields, path);
  return { value: Manifest.parse(compact(fields)), issues };
}

const KEYS = Object.keys(Manifest.shape);

/** Values as Odoo takes them: None is absent, flags by Python's truth, a version of any type by its text. */
function odooValues(json: Fields, literal: PyLiteral): Fields {
  const fields: Fields = {};
  for (const key of KEYS) fields[key] = json[key] ?? undefined;
  fields.license ||= undefined;
  fields.data = joinLists(json.init_xml ?? undefined, fields.data);
  const version = nodeAt(literal, ["version"]);
  if (version?.kind === "float") fields.version = pythonFloat(version.value);
  else if (typeof fields.version === "number") fields.version = String(fields.version);
  if (fields.application !== undefined) fields.application = isTrue(fields.application);
  if ("installable" in json) fields.installable = isTrue(json.installable);
  const { sequence, auto_install: autoInstall } = fields;
  if (typeof sequence === "string" && /^\d+$/.test(sequence)) fields.sequence = Number(sequence);
  if (typeof autoInstall === "number") fields.auto_install = autoInstall !== 0;
  return fields;
}

function joinLists(first: unknown, second: unknown): unknown {
  return Array.isArray(first) && Array.isArray(second) ? [...first, ...second] : (second ?? first);
}

/** `str(16.0)` keeps the zero that JSON drops. */
function pythonFloat(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

function isTrue(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

/** Empties the place that a path names, to be dropped by `compact`. */
function remove(target: unknown, path: readonly PropertyKey[]): void {
  const parent = path
    .slice(0, -1)
    .reduce<unknown>((node, key) => (node as Record<PropertyKey, unknown> | undefined)?.[key], target);
  if (parent) (parent as Record<PropertyKey, unknown>)[path.at(-1) ?? ""] = undefined;
}

function compact(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, withoutHoles(value)]));
}

function withoutHoles(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => item !== undefined);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => [key, withoutHoles(item)]),
  );
}
