import { dirname, join } from "node:path/posix";
import type { Issue } from "@ipai/core";
import { isMap, LineCounter, parseDocument, type Document } from "yaml";
import type { StackFile } from "../file.ts";
import { canonicalService, type Service } from "./canonical.ts";
import { interpolateTree, type Variables } from "./interpolate.ts";
import { mergeServices, withUniqueLists } from "./merge.ts";
import { findSchemaFaults } from "./schema.ts";

/** A compose file with its variables put in, its services canonical and with what they extend. */
export interface ParsedFile {
  readonly path: string;
  readonly document: Readonly<Record<string, unknown>>;
  readonly services: ReadonlyMap<string, Service>;
  readonly issues: readonly Issue[];
  /** The line of the deepest part of a path that the file itself writes. */
  readonly lineOf: (keys: readonly string[]) => number;
}

/**
 * Text of a compose file → its services, with issues for what does not fit the Compose schema. No services where it is
 * no YAML.
 *
 * @param variables for `${NAME}`; null leaves them as they are written
 * @param texts other files by path, for `extends`
 */
export function parseCompose(
  file: StackFile,
  variables: Variables | null,
  texts: ReadonlyMap<string, string>,
): ParsedFile {
  const lines = new LineCounter();
  const yaml = parseDocument(file.text, { merge: true, lineCounter: lines });
  const lineOf = (keys: readonly string[]) => lineIn(yaml, lines, keys);
  const issues: Issue[] = [];
  const fault = (keys: readonly string[], message: string): void =>
    void issues.push(composeFault(`${keys.join(".") || "file"} ${message}`, { path: file.path, line: lineOf(keys) }));
  if (yaml.errors.length || !isMap(yaml.contents)) {
    const error = yaml.errors[0];
    const line = error ? lines.linePos(error.pos[0]).line : 1;
    const message = error?.message.split("\n")[0] ?? "is no mapping";
    return {
      path: file.path,
      document: {},
      services: new Map(),
      issues: [composeFault(message, { path: file.path, line })],
      lineOf,
    };
  }
  const written = yaml.toJS({ maxAliasCount: 1000 }) as Record<string, unknown>;
  const document = (variables ? interpolateTree(written, variables, fault) : written) as Record<string, unknown>;
  if (variables) for (const { keys, message } of findSchemaFaults(document)) fault(keys, message);
  const own = (document["services"] ?? {}) as Record<string, Service | null>;
  const extended = (name: string, seen: readonly string[]): Service => {
    const { extends: from, ...rest } = withUniqueLists(canonicalService(own[name] ?? {}, dirname(file.path)));
    if (from === undefined) return rest;
    const target = typeof from === "string" ? { service: from } : (from as { file?: string; service: string });
    if (!target.file) {
      if (seen.includes(target.service) || !(target.service in own)) {
        fault(
          ["services", name, "extends"],
          `${target.service}, which ${target.service in own ? "extends it" : "is not there"}`,
        );
        return rest;
      }
      return mergeServices(extended(target.service, [...seen, name]), rest) as Service;
    }
    const path = join(dirname(file.path), target.file);
    const text = path === file.path ? undefined : texts.get(path);
    const base =
      text === undefined
        ? null
        : parseCompose({ path, text }, variables, without(texts, file.path)).services.get(target.service);
    if (base) return mergeServices(base, rest) as Service;
    fault(["services", name], `extends ${target.service} of ${path}, which is not there`);
    return rest;
  };
  const services = new Map(Object.keys(own).map((name) => [name, extended(name, [name])]));
  return { path: file.path, document, services, issues, lineOf };
}

function without(texts: ReadonlyMap<string, string>, path: string): ReadonlyMap<string, string> {
  return new Map([...texts].filter(([other]) => other !== path));
}

/** An issue about what Compose itself refuses. */
export function composeFault(message: string, at: Issue["at"] & object): Issue {
  const advice = "https://docs.docker.com/reference/compose-file/";
  return { code: "compose-invalid", severity: "error", message, advice, at };
}

function lineIn(yaml: Document, lines: LineCounter, keys: readonly string[]): number {
  for (let depth = keys.length; depth > 0; depth--) {
    const parent = depth === 1 ? yaml.contents : yaml.getIn(keys.slice(0, depth - 1), true);
    const pair = isMap(parent) && parent.items.find(({ key }) => String(key) === keys[depth - 1]);
    const range = pair && (pair.key as { range?: readonly [number, ...number[]] }).range;
    if (range) return lines.linePos(range[0]).line;
  }
  return 1;
}
