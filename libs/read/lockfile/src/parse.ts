import { readFile } from "node:fs/promises";
import type { Issue, Result } from "@ipai/core";
import { findNodeAtLocation, parseTree, printParseErrorCode, type Node, type ParseError } from "jsonc-parser";
import type { z } from "zod";
import { CORE } from "./pins.ts";
import { Lock, OID, Pin, PinnedPackage } from "./schema.ts";

type ZodIssue = z.core.$ZodIssue;

/**
 * Reads and checks a lock file.
 * @returns the lock, or null with issues that say where and what to do; a missing file is an issue too.
 */
export async function readLock(path: string): Promise<Result<Lock | null>> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => error);
  if (typeof text === "string") return parseLock(text, path);
  const issue: Issue = {
    code: "lock-unreadable",
    severity: "error",
    message: text.code === "ENOENT" ? "there is no lock file" : `the lock file cannot be read: ${text.message}`,
    advice: "run in the workspace's folder, or start a lock with `ipai oca add OCA/<repository> --branch 19.0`",
    at: { path },
  };
  return { value: null, issues: [issue] };
}

/** Checks the text of a lock; every issue carries line and column in it. `path` names the file in issues. */
export function parseLock(text: string, path = "oca.lock.json"): Result<Lock | null> {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { disallowComments: true });
  if (root === undefined || errors.length > 0) return { value: null, issues: [syntaxIssue(text, path, errors[0])] };
  const issues: Issue[] = duplicates(root).map((node) => ({
    code: "lock-duplicate-key",
    severity: "error",
    message: `the key ${JSON.stringify(node.value)} stands twice in one object`,
    advice: "keep one of the two (often both sides of a merge were kept), then run `ipai oca verify`",
    at: { path, ...position(text, node.offset) },
  }));
  const parsed = Lock.safeParse(JSON.parse(text));
  if (parsed.success) return { value: issues.length > 0 ? null : parsed.data, issues };
  for (const issue of parsed.error.issues.flatMap(branches)) {
    const keys = issue.code === "unrecognized_keys" ? [...issue.path, issue.keys[0]!] : issue.path;
    const value = valueAt(root, keys);
    issues.push({ ...explain(issue, value), at: { path, ...position(text, nearest(root, keys).offset) } });
  }
  return { value: null, issues };
}

/** A union's own message says little: the branch that came furthest says what is wrong. */
function branches(issue: ZodIssue): ZodIssue[] {
  if (issue.code !== "invalid_union") return [issue];
  const inner = issue.errors.at(-1) ?? [];
  return inner.length === 0 ? [issue] : inner.map((one) => ({ ...one, path: [...issue.path, ...one.path] }));
}

function explain(issue: ZodIssue, value: unknown): Issue {
  const field = String(issue.path.at(-1) ?? "lock");
  const where = issue.path.slice(0, -1).join(" › ");
  if (field === "commit" || field === "head") return explainCommit(field, value, repositoryOf(issue.path));
  const code = issue.code === "custom" ? String(issue.params?.["code"]) : "lock-invalid";
  const advice = ADVICE[code] ?? "see docs/oca-pins.md for the format, or let `ipai oca lock` write the resolved part";
  const shown = value === undefined ? "" : ` (found ${JSON.stringify(value)?.slice(0, 80)})`;
  const message = `${where ? `${where}: ` : ""}${field}: ${issue.message}${shown}`;
  return { code, severity: "error", message, advice };
}

const ADVICE: Record<string, string> = {
  "lock-unsafe-url": "use https://, ssh://, user@host:path, file:// or an absolute path, without a password in it",
  "lock-unsafe-ref": "name a branch or a full ref as `git check-ref-format` allows it, e.g. 19.0 or refs/pull/12/head",
};

function explainCommit(field: string, value: unknown, repository: string): Issue {
  return {
    code: "lock-commit-not-full",
    severity: "error",
    message: `${repository}: ${describe(value)} stands where a full 40-digit ${field} belongs, so the pin says nothing`,
    advice: `run \`ipai oca lock ${repository}\`: it resolves the branch and writes the commit`,
  };
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return value === null ? "null" : "nothing";
  if (typeof value !== "string") return JSON.stringify(value);
  if (value === "HEAD") return "HEAD";
  if (/^[0-9a-f]{4,39}$/.test(value)) return `the short commit ${JSON.stringify(value)}`;
  return OID.test(value.toLowerCase()) ? `the upper-case id ${value}` : `the name ${JSON.stringify(value)}`;
}

function repositoryOf(path: readonly PropertyKey[]): string {
  return path[1] === "repositories" ? String(path[2]) : CORE;
}

function syntaxIssue(text: string, path: string, error: ParseError | undefined): Issue {
  const conflict = /^(?:<{7}|={7}|>{7})/m.exec(text);
  const offset = conflict?.index ?? error?.offset ?? 0;
  return {
    code: "lock-not-json",
    severity: "error",
    message: conflict
      ? "the lock holds an unresolved merge conflict"
      : `not JSON: ${error ? printParseErrorCode(error.error) : "empty"}`,
    advice: conflict
      ? "keep both sides' wishes, drop the conflicting pins, then run `ipai oca lock`"
      : "restore the file with `git checkout -- oca.lock.json`, or mend it here",
    at: { path, ...position(text, offset) },
  };
}

function duplicates(node: Node): Node[] {
  const seen = new Set<string>();
  const own = (node.type === "object" ? (node.children ?? []) : []).flatMap((property) => {
    const name = property.children![0]!;
    const again = seen.has(name.value as string);
    seen.add(name.value as string);
    return again ? [name] : [];
  });
  return [...own, ...(node.children ?? []).flatMap(duplicates)];
}

function nearest(root: Node, path: readonly PropertyKey[]): Node {
  for (let length = path.length; length > 0; length--) {
    const node = findNodeAtLocation(root, path.slice(0, length) as (string | number)[]);
    if (node) return node;
  }
  return root;
}

function valueAt(root: Node, path: readonly PropertyKey[]): unknown {
  const node = findNodeAtLocation(root, path as (string | number)[]);
  return node?.type === "object" || node?.type === "array" ? node.type : (node?.value as unknown);
}

function position(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  return { line: before.split("\n").length, column: offset - before.lastIndexOf("\n") };
}

/**
 * As `parseLock`, but a pin that cannot be read counts as absent, so that the command which resolves pins can mend
 * them; null with issues when the wish itself cannot be read.
 */
export function salvageLock(text: string, path = "oca.lock.json"): Result<Lock | null> {
  const whole = parseLock(text, path);
  const raw: unknown = whole.value ?? parseJson(text);
  if (whole.value || !isLockLike(raw)) return whole;
  const { core, repositories, packages } = raw.resolved ?? {};
  const kept = Object.entries(repositories ?? {}).filter(([, pin]) => Pin.safeParse(pin).success);
  const sound = Object.entries(packages ?? {}).filter(([, pin]) => PinnedPackage.safeParse(pin).success);
  const resolved = {
    ...(Pin.safeParse(core).success && { core }),
    repositories: Object.fromEntries(kept),
    ...(sound.length > 0 && { packages: Object.fromEntries(sound) }),
  };
  const { data } = Lock.safeParse({ ...raw, resolved });
  return data ? { value: data, issues: [] } : whole;
}

interface LockLike {
  readonly resolved?: {
    readonly core?: unknown;
    readonly repositories?: Readonly<Record<string, unknown>>;
    readonly packages?: Readonly<Record<string, unknown>>;
  };
}

const isLockLike = (raw: unknown): raw is LockLike => typeof raw === "object" && raw !== null && !Array.isArray(raw);

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
