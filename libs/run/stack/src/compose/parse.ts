import { dirname, join } from "node:path/posix";
import type { Issue, Result } from "@ipai/core";
import { isMap, LineCounter, parseDocument, type Document } from "yaml";
import type { StackFile } from "../file.ts";
import { findSchemaFaults } from "./schema.ts";

export type Service = Readonly<Record<string, unknown>>;

export interface NamedService {
  readonly name: string;
  readonly line: number;
  /** With merge keys and `extends` resolved. */
  readonly service: Service;
}

export interface ComposeFile {
  readonly path: string;
  readonly production: boolean;
  readonly services: readonly NamedService[];
  readonly document: Readonly<Record<string, unknown>>;
}

/**
 * Text of a compose file → its services, merge keys and `extends` resolved as Compose does it (maps are merged, lists
 * joined, anything else replaced), and issues for what does not fit the Compose schema. Null where it is no YAML.
 *
 * @param others texts by path, for `extends`
 */
export function parseCompose(file: StackFile, others: ReadonlyMap<string, string>): Result<ComposeFile | null> {
  const lines = new LineCounter();
  const yaml = parseDocument(file.text, { merge: true, lineCounter: lines });
  const at = (line: number) => ({ path: file.path, line });
  if (yaml.errors.length || !isMap(yaml.contents)) {
    const error = yaml.errors[0];
    const line = error ? lines.linePos(error.pos[0]).line : 1;
    return { value: null, issues: [fault(error?.message.split("\n")[0] ?? "is no mapping", at(line))] };
  }
  const document = yaml.toJS({ maxAliasCount: 1000 }) as Record<string, unknown>;
  const issues = findSchemaFaults(document).map(({ keys, message }) =>
    fault(`${keys.join(".") || "file"} ${message}`, at(lineOf(yaml, lines, keys))),
  );
  const services = Object.entries((document["services"] ?? {}) as Record<string, Service>).map(([name, own]) => {
    const line = lineOf(yaml, lines, ["services", name]);
    const { value: service, issues: found } = extend(file.path, own, others);
    issues.push(...found.map((message) => fault(message, at(line))));
    return { name, line, service };
  });
  const production = file.path.includes(".prod.");
  return { value: { path: file.path, production, services, document }, issues };
}

function fault(message: string, at: Issue["at"] & object): Issue {
  const advice = "https://docs.docker.com/reference/compose-file/";
  return { code: "compose-invalid", severity: "error", message, advice, at };
}

/** The line of the deepest part of a path that is written in the file itself, not merged into it. */
function lineOf(yaml: Document, lines: LineCounter, keys: readonly string[]): number {
  for (let depth = keys.length; depth > 0; depth--) {
    const parent = depth === 1 ? yaml.contents : yaml.getIn(keys.slice(0, depth - 1), true);
    const pair = isMap(parent) && parent.items.find(({ key }) => String(key) === keys[depth - 1]);
    const range = pair && (pair.key as { range?: readonly [number, ...number[]] }).range;
    if (range) return lines.linePos(range[0]).line;
  }
  return 1;
}

function extend(path: string, own: Service, others: ReadonlyMap<string, string>): Result0 {
  const from = own["extends"] as { file?: string; service: string } | undefined;
  if (!from?.file) return { value: own, issues: [] };
  const target = join(dirname(path), from.file);
  const text = others.get(target);
  const base =
    text && parseCompose({ path: target, text }, others).value?.services.find(({ name }) => name === from.service);
  if (!base) return { value: own, issues: [`extends ${from.service} of ${target}, which is not there`] };
  return { value: merge(base.service, own) as Service, issues: [] };
}

type Result0 = { readonly value: Service; readonly issues: readonly string[] };

function merge(base: unknown, own: unknown): unknown {
  if (Array.isArray(base) && Array.isArray(own)) return [...base, ...own];
  if (!isRecord(base) || !isRecord(own)) return own;
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(own)) merged[key] = key in base ? merge(base[key], value) : value;
  return merged;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
