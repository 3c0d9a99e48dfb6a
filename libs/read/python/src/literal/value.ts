/** Where a value begins: line and column from 1, columns in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A Python value as written, with the place of every part: what `ast.literal_eval` gives, nothing widened or lost. */
export type PyLiteral = Position &
  (
    | { readonly kind: "none" | "ellipsis" }
    | { readonly kind: "bool"; readonly value: boolean }
    | { readonly kind: "int"; readonly value: bigint }
    | { readonly kind: "float"; readonly value: number }
    | { readonly kind: "complex"; readonly real: number; readonly imag: number }
    | { readonly kind: "str"; readonly value: string }
    | { readonly kind: "bytes"; readonly value: Uint8Array }
    | { readonly kind: "list" | "tuple" | "set"; readonly items: readonly PyLiteral[] }
    | { readonly kind: "dict"; readonly entries: readonly PyEntry[] }
  );

export interface PyEntry {
  readonly key: PyLiteral;
  readonly value: PyLiteral;
}

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * A literal as JSON: tuples and sets become arrays, dict keys become text as Python's `json` writes them.
 * What JSON has no number for (integers beyond 2^53, infinities, complex numbers) becomes text; bytes become latin-1 text.
 */
export function toJson(literal: PyLiteral): Json {
  switch (literal.kind) {
    case "none":
      return null;
    case "ellipsis":
      return "Ellipsis";
    case "bool":
    case "str":
      return literal.value;
    case "int":
      return BigInt(Number(literal.value)) === literal.value && Number.isSafeInteger(Number(literal.value))
        ? Number(literal.value)
        : String(literal.value);
    case "float":
      return Number.isFinite(literal.value) ? literal.value : literal.value > 0 ? "inf" : "-inf";
    case "complex":
      return `${literal.real}${literal.imag < 0 ? "" : "+"}${literal.imag}j`;
    case "bytes":
      return latin1(literal.value);
    case "dict":
      return Object.fromEntries(literal.entries.map(({ key, value }) => [keyText(key), toJson(value)]));
    default:
      return literal.items.map(toJson);
  }
}

function keyText(key: PyLiteral): string {
  const json = toJson(key);
  return typeof json === "string" ? json : JSON.stringify(json);
}

/** Value of a string key in a dict; undefined when the literal is no dict or has no such key. */
export function getEntry(literal: PyLiteral, key: string): PyEntry | undefined {
  if (literal.kind !== "dict") return undefined;
  return literal.entries.find((entry) => entry.key.kind === "str" && entry.key.value === key);
}

/**
 * Text that is equal for two literals exactly when Python's `==` and `hash` make them one dict key
 * (`1`, `1.0` and `True` are one); null for what Python cannot hash.
 */
export function hashKey(literal: PyLiteral): string | null {
  switch (literal.kind) {
    case "str":
      return `s${literal.value}`;
    case "bool":
      return literal.value ? "n1" : "n0";
    case "int":
      return `n${literal.value}`;
    case "float":
      return `n${wholeNumber(literal.value)}`;
    case "complex":
      return literal.imag === 0 ? `n${wholeNumber(literal.real)}` : `c${literal.real + 0},${literal.imag}`;
    case "bytes":
      return `b${latin1(literal.value)}`;
    case "none":
    case "ellipsis":
      return literal.kind;
    case "tuple": {
      const parts = literal.items.map(hashKey);
      return parts.includes(null) ? null : `t${JSON.stringify(parts)}`;
    }
    default:
      return null;
  }
}

/** A whole float prints as the integer it equals, so that both make one key. */
function wholeNumber(value: number): string {
  return Number.isInteger(value) ? String(BigInt(value)) : String(value);
}

/** One character per byte; in steps, because a call takes only so many arguments. */
function latin1(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return text;
}
