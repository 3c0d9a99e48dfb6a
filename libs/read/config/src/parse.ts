import type { Issue, Result } from "@ipai/core";
import { findNodeAtLocation, parseTree, printParseErrorCode, type Node, type ParseError } from "jsonc-parser";
import type { z } from "zod";
import { Config } from "./schema.ts";

export const CONFIG_FILE = "ipai.json";

/**
 * Text of an `ipai.json` → the config, or null with issues that carry line and column. Comments and trailing commas
 * are read, as editors allow them in such files; an unknown key comes with the known one that is spelled most alike.
 */
export function parseConfig(text: string, path = CONFIG_FILE): Result<Config | null> {
  const errors: ParseError[] = [];
  const root = parseTree(text.replace(/^\uFEFF/, ""), errors, { allowTrailingComma: true });
  if (!root || errors.length > 0) return { value: null, issues: [syntaxIssue(text, path, errors[0])] };
  const parsed = Config.safeParse(valueOf(root));
  if (parsed.success) return { value: parsed.data, issues: [] };
  const at = (keys: readonly PropertyKey[]) => ({ path, ...position(text, nodeAt(root, keys).offset) });
  const issues = parsed.error.issues.flatMap((issue) =>
    issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => ({ ...unknownKey(key, issue.path), at: at([...issue.path, key]) }))
      : [{ ...invalid(issue), at: at(issue.path) }],
  );
  return { value: null, issues };
}

function unknownKey(key: string, path: readonly PropertyKey[]): Issue {
  const known = Object.keys(path[0] === "odoo" ? Config.shape.odoo.unwrap().shape : Config.shape);
  const [nearest] = known.map((name) => [distance(key, name), name] as const).sort(([a], [b]) => a - b);
  const alike = nearest && nearest[0] <= Math.max(2, key.length / 3) ? nearest[1] : null;
  return {
    code: "config-unknown-key",
    severity: "error",
    message: `${JSON.stringify(key)} is no key of ${path.length ? path.join(" › ") : CONFIG_FILE}`,
    advice: alike ? `did you mean ${JSON.stringify(alike)}?` : `known keys: ${known.join(", ")}`,
  };
}

function invalid(issue: z.core.$ZodIssue): Issue {
  return {
    code: "config-invalid",
    severity: "error",
    message: `${issue.path.join(" › ") || CONFIG_FILE}: ${issue.message}`,
    advice: "see docs/workspace.md for what may stand there",
  };
}

function syntaxIssue(text: string, path: string, error: ParseError | undefined): Issue {
  return {
    code: "config-not-json",
    severity: "error",
    message: `not JSON: ${error ? printParseErrorCode(error.error) : "empty"}`,
    advice: "mend it, or remove the file and run `ipai init`",
    at: { path, ...position(text, error?.offset ?? 0) },
  };
}

function valueOf(node: Node): unknown {
  if (node.type === "array") return (node.children ?? []).map(valueOf);
  if (node.type !== "object") return node.value as unknown;
  return Object.fromEntries((node.children ?? []).map(({ children }) => [children![0]!.value, valueOf(children![1]!)]));
}

/** The key itself where there is one, else the nearest object around it. */
function nodeAt(root: Node, path: readonly PropertyKey[]): Node {
  for (let length = path.length; length > 0; length--) {
    const node = findNodeAtLocation(root, path.slice(0, length) as (string | number)[]);
    if (node) return node.parent?.type === "property" ? node.parent : node;
  }
  return root;
}

function position(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  return { line: before.split("\n").length, column: offset - before.lastIndexOf("\n") };
}

/** Letters to add, drop or change to come from one text to the other (Levenshtein). */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++)
      next.push(Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1)));
    row = next;
  }
  return row.at(-1)!;
}
