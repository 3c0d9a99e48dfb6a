const WITH_TARGET = new Set(["after", "before", "replace"]);
const PLAIN = new Set(["append", "prepend", "remove", "include"]);

/** One operation on a bundle. */
export interface Directive {
  readonly kind: "append" | "prepend" | "after" | "before" | "remove" | "replace" | "include";
  readonly path: string;
  readonly target: string;
}

/** An entry of a manifest's `assets`: a path, `(kind, path)` or `(kind, target, path)`; null for anything else. */
export function parseDirective(entry: unknown): Directive | null {
  if (typeof entry === "string") return { kind: "append", path: entry, target: "" };
  if (!Array.isArray(entry) || !entry.every((part) => typeof part === "string")) return null;
  const [kind, first, second] = entry as string[];
  if (WITH_TARGET.has(kind!) && entry.length === 3) return makeDirective(kind!, second!, first!);
  if (PLAIN.has(kind!) && entry.length === 2) return makeDirective(kind!, first!, "");
  return null;
}

/** A directive from the fields of an `ir.asset` record; null for an unknown kind. */
export function makeDirective(kind: string, path: string, target: string): Directive | null {
  return WITH_TARGET.has(kind) || PLAIN.has(kind) ? { kind: kind as Directive["kind"], path, target } : null;
}
