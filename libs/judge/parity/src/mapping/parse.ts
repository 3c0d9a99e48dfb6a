import { type Issue, type Location, type Result } from "@ipai/core";
import { isMap, isNode, isPair, LineCounter, parseDocument, type Document } from "yaml";
import type { z } from "zod";
import { PROBE_KINDS, PROBES, probeKind } from "./probe.ts";
import { Mapping } from "./schema.ts";

/** Keys and indexes from the document's root to a value. */
type MappingPath = readonly (string | number)[];

/** A mapping with where each of its values is written. */
export interface LocatedMapping {
  readonly mapping: Mapping;
  /** Place of the value at this path, or of the nearest parent that exists. */
  readonly at: (path: MappingPath) => Location;
}

/**
 * Text of `ee_parity_mapping.yml` → mapping with places. The value is null when any error was found;
 * every issue carries file, line and column.
 */
export function parseMapping(text: string, file: string): Result<LocatedMapping | null> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const place = (offset: number): Location => {
    const { line, col } = lines.linePos(offset);
    return { path: file, line, column: col };
  };
  if (document.errors.length > 0) {
    return { value: null, issues: document.errors.map((error) => yamlIssue(error.message, place(error.pos[0]))) };
  }
  const at = (path: MappingPath) => place(offsetOf(document, path));
  const data: unknown = document.toJS();
  const parsed = Mapping.safeParse(data);
  const issues = parsed.success
    ? duplicateIds(parsed.data, at)
    : parsed.error.issues.flatMap((issue) => shapeIssues(issue, data, at));
  return { value: parsed.success && issues.length === 0 ? { mapping: parsed.data, at } : null, issues };
}

function yamlIssue(message: string, at: Location): Issue {
  const [first = message] = message.split("\n");
  return {
    code: "mapping-yaml",
    severity: "error",
    message: first.replace(/ at line \d+, column \d+:?$/, ""),
    advice: "Mend the YAML; an editor with the schema named on the first line shows the place",
    at,
  };
}

/** Offset of the value, or of its key where the value itself is what should not be there. */
function offsetOf(document: Document, path: MappingPath): number {
  for (let length = path.length; length > 0; length--) {
    const parent = document.getIn(path.slice(0, length - 1), true);
    const key = path[length - 1];
    if (isMap(parent)) {
      const pair = parent.items.find((item) => isPair(item) && String(item.key) === String(key));
      if (pair && isNode(pair.key) && pair.key.range) return pair.key.range[0];
    }
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

/** zod's finding in our words; a probe is judged by the kind its main key names, not by every kind there is. */
function shapeIssues(issue: z.core.$ZodIssue, data: unknown, at: LocatedMapping["at"]): Issue[] {
  const path = issue.path as MappingPath;
  const value = valueAt(data, path);
  if (path.at(-2) === "probes" && issue.code === "invalid_union") return probeIssues(value, path, at);
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) =>
      shapeIssue(`unknown key \`${key}\``, "Remove it or mend its spelling", at([...path, key])),
    );
  }
  const where = path.length > 0 ? `\`${path.join(".")}\`: ` : "";
  return [shapeIssue(`${where}${issue.message}`, adviceFor(issue), at(path))];
}

function probeIssues(probe: unknown, path: MappingPath, at: LocatedMapping["at"]): Issue[] {
  const kind = probe !== null && typeof probe === "object" ? probeKind(probe) : null;
  if (kind === null) {
    return [shapeIssue("a probe has exactly one main key", `One of: ${PROBE_KINDS.join(", ")}`, at(path))];
  }
  const found = PROBES[kind].safeParse(probe).error?.issues ?? [];
  return found.flatMap((issue) => shapeIssues({ ...issue, path: [...path, ...issue.path] }, probe, at));
}

function adviceFor(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_value") return `One of: ${issue.values.join(", ")}`;
  return "See docs/parity.md for the format of the mapping";
}

function shapeIssue(message: string, advice: string, at: Location): Issue {
  return { code: "mapping-shape", severity: "error", message, advice, at };
}

function valueAt(data: unknown, path: MappingPath): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<string | number, unknown> | undefined)?.[key], data);
}

function duplicateIds(mapping: Mapping, at: LocatedMapping["at"]): Issue[] {
  const first = new Map<string, number>();
  const issues: Issue[] = [];
  for (const [index, { id }] of mapping.capabilities.entries()) {
    const before = first.get(id);
    if (before === undefined) first.set(id, index);
    else {
      const line = at(["capabilities", before, "id"]).line;
      issues.push(
        shapeIssue(
          `capability \`${id}\` is already on line ${line}`,
          "Give each capability its own id",
          at(["capabilities", index, "id"]),
        ),
      );
    }
  }
  return issues;
}
