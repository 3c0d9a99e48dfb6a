import type { Issue, Result } from "@ipai/core";
import { isMap, isSeq, LineCounter, parseDocument, type Node } from "yaml";
import type { z } from "zod";
import { Gates } from "./schema.ts";

/** Text of `gates.yml` → gates, or null with issues at their lines. */
export function parseGates(text: string, path: string): Result<Gates | null> {
  return parseYaml(Gates, text, path);
}

/** YAML text → what the schema makes of it, or null with an issue at the line of each mistake. */
export function parseYaml<Schema extends z.ZodType>(
  schema: Schema,
  text: string,
  path: string,
): Result<z.infer<Schema> | null> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const at = (offset: number) => ({ path, line: lines.linePos(offset).line, column: lines.linePos(offset).col });
  const issue = (message: string, offset: number): Issue => ({
    code: "gates-invalid",
    severity: "error",
    message,
    advice: "See docs/gates.md for the format.",
    at: at(offset),
  });
  if (document.errors.length)
    return { value: null, issues: document.errors.map((error) => issue(error.message.split("\n")[0]!, error.pos[0])) };
  const parsed = schema.safeParse(document.toJS());
  if (parsed.success) return { value: parsed.data, issues: [] };
  const offsetOf = (keys: readonly PropertyKey[]) => deepest(document.contents, keys)?.range?.[0] ?? 0;
  return {
    value: null,
    issues: parsed.error.issues.map(({ message, path: keys }) =>
      issue(`${keys.join(".") || "document"}: ${message}`, offsetOf(keys)),
    ),
  };
}

/** The node at a path, or its nearest ancestor that is there. */
function deepest(node: Node | null, keys: readonly PropertyKey[]): Node | null {
  const [key, ...rest] = keys;
  const child =
    key !== undefined && (isMap(node) || isSeq(node)) ? (node.get(key as never, true) as Node | undefined) : undefined;
  return child ? deepest(child, rest) : node;
}
