import type { PyLiteral, Position } from "./value.ts";

const DIGITS = String.raw`\d(?:_?\d)*`;
const NUMBER = new RegExp(
  String.raw`0[xX](?:_?[0-9a-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+` +
    String.raw`|(?:${DIGITS}(?:\.(?:${DIGITS})?)?|\.${DIGITS})(?:[eE][+-]?${DIGITS})?[jJ]?`,
  "y",
);

/** Text of the number at `offset`, `""` where none stands. */
export function scanNumber(text: string, offset: number): string {
  NUMBER.lastIndex = offset;
  return NUMBER.exec(text)?.[0] ?? "";
}

/** CPython refuses longer decimal integers (`sys.int_info.default_max_str_digits`). */
const MAX_DECIMAL_DIGITS = 4300;

/** Value of a number token, or in words why it has none. */
export function parseNumber(token: string, at: Position): PyLiteral | string {
  const text = token.replaceAll("_", "");
  const isPrefixed = /^0[xXoObB]/.test(text);
  if (isPrefixed) return { kind: "int", value: BigInt(text.toLowerCase()), ...at };
  if (/[jJ]$/.test(text)) return { kind: "complex", real: 0, imag: Number(text.slice(0, -1)), ...at };
  if (/[.eE]/.test(text)) return { kind: "float", value: Number(text), ...at };
  if (/^0+$/.test(text)) return { kind: "int", value: 0n, ...at };
  if (text.startsWith("0")) return "a decimal integer may not begin with 0 (an octal one begins with 0o)";
  if (text.length > MAX_DECIMAL_DIGITS) return `a decimal integer may have ${MAX_DECIMAL_DIGITS} digits at most`;
  return { kind: "int", value: BigInt(text), ...at };
}

/** `-1`, `+1.5`, `-2j`; null when the operand is no plain number. */
export function applySign(sign: "+" | "-", operand: PyLiteral, at: Position): PyLiteral | null {
  const { line, column } = at;
  const negate = sign === "-";
  switch (operand.kind) {
    case "int":
      return { kind: "int", value: negate ? -operand.value : operand.value, line, column };
    case "float":
      return { kind: "float", value: negate ? -operand.value : operand.value, line, column };
    case "complex":
      return {
        kind: "complex",
        real: negate ? -operand.real : operand.real,
        imag: negate ? -operand.imag : operand.imag,
        line,
        column,
      };
    default:
      return null;
  }
}

/** `1+2j`: a real number and an imaginary one; null for any other pair, or an integer too large for a float. */
export function addComplex(sign: "+" | "-", left: PyLiteral, right: PyLiteral): PyLiteral | null {
  if ((left.kind !== "int" && left.kind !== "float") || right.kind !== "complex") return null;
  const real = Number(left.value);
  if (left.kind === "int" && !Number.isFinite(real)) return null;
  const by = sign === "-" ? -1 : 1;
  const { line, column } = left;
  // Python 3.11 first widens the real number to a complex one, so a negative zero is lost in the sum.
  return { kind: "complex", real: real + by * right.real, imag: 0 + by * right.imag, line, column };
}
