/** A RelaxNG pattern in its simple form (`https://relaxng.org/spec-20011203.html`, section 4), as JSON holds it. */
export type Pattern =
  | readonly ["empty"]
  | readonly ["none"]
  | readonly ["text"]
  | readonly ["choice" | "group" | "interleave", Pattern, Pattern]
  | readonly ["more", Pattern]
  /** Of any name where it is null. */
  | readonly ["element" | "attribute", string | null, Pattern]
  | readonly ["value", string]
  | readonly ["data", string]
  | readonly ["ref", string]
  /** What is left of an element that began, then what follows it. */
  | readonly ["after", Pattern, Pattern];

/** A schema: what documents begin with, and patterns by the name that `ref` uses. */
export interface Schema {
  readonly start: Pattern;
  readonly define: Readonly<Record<string, Pattern>>;
}

export const EMPTY: Pattern = ["empty"];
export const NONE: Pattern = ["none"];

export function choice(a: Pattern, b: Pattern): Pattern {
  if (a[0] === "none" || a === b) return b;
  return b[0] === "none" ? a : ["choice", a, b];
}

export function group(a: Pattern, b: Pattern): Pattern {
  return join("group", a, b);
}

export function interleave(a: Pattern, b: Pattern): Pattern {
  return join("interleave", a, b);
}

function join(kind: "group" | "interleave", a: Pattern, b: Pattern): Pattern {
  if (a[0] === "none" || b[0] === "none") return NONE;
  if (a[0] === "empty") return b;
  return b[0] === "empty" ? a : [kind, a, b];
}

export function after(a: Pattern, b: Pattern): Pattern {
  return a[0] === "none" || b[0] === "none" ? NONE : ["after", a, b];
}

export function more(pattern: Pattern): Pattern {
  return pattern[0] === "none" ? NONE : ["more", pattern];
}
