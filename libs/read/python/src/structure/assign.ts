import { dottedEnd, identifierEnd } from "../literal/identifier.ts";
import { scanString } from "../literal/string.ts";
import { closing, skipGap } from "./expression.ts";
import { skipBlanks } from "./lines.ts";
import type { PyAssign, Span } from "./types.ts";

/** The assignment that the statement is; null for another statement, or where a target is no plain name. */
export function parseAssign(text: string, span: Span, guards: readonly string[]): PyAssign | null {
  const offset = span.start;
  const first = targetAt(text, offset, span.end);
  if (!first) return null;
  const names = [first.name];
  const { sign: operator } = first;
  if (operator === ":")
    return { kind: "assign", offset, guards, names, operator: "", ...annotated(text, first.end, span.end) };
  let start = first.end;
  if (operator !== "=") return { kind: "assign", offset, guards, names, operator, value: { start, end: span.end } };
  for (let next = targetAt(text, start, span.end); next?.sign === "="; next = targetAt(text, start, span.end)) {
    names.push(next.name);
    start = next.end;
  }
  if (isTarget(text, start)) return null;
  return { kind: "assign", offset, guards, names, operator: "", value: { start, end: span.end } };
}

function targetAt(text: string, at: number, limit: number): { name: string; sign: string; end: number } | null {
  const nameEnd = identifierEnd(text, at);
  if (nameEnd === at) return null;
  const signStart = skipBlanks(text, nameEnd);
  const signEnd = endOfSign(text, signStart);
  if (signEnd < 0) return null;
  const end = skipBlanks(text, signEnd);
  return end > limit ? null : { name: text.slice(at, nameEnd), sign: text.slice(signStart, signEnd), end };
}

const OPERATOR = /[-+*@/%&|^<>]{1,3}=(?!=)/y;

/** End of the `=`, `:` or `+=` that begins here, -1 where none does: `==` and `:=` are none. */
function endOfSign(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code === 61 || code === 58) return text.charCodeAt(at + 1) === 61 ? -1 : at + 1;
  OPERATOR.lastIndex = at;
  return OPERATOR.test(text) ? OPERATOR.lastIndex : -1;
}

/** `[a, b] =` or `a.b =` within a chain of targets. */
function isTarget(text: string, at: number): boolean {
  const char = text[at];
  const end =
    char === "[" || char === "(" ? skipGap(text, closing(text, at) + 1) : skipBlanks(text, dottedEnd(text, at));
  return text.charCodeAt(end) === 61 && text.charCodeAt(end + 1) !== 61;
}

/** `T = value` or `T` after the colon of an annotated name. */
function annotated(text: string, start: number, end: number): Pick<PyAssign, "annotation" | "value"> {
  for (let i = start; i < end; i++) {
    const char = text[i] as string;
    if (char === "(" || char === "[" || char === "{") i = closing(text, i);
    else if (char === "'" || char === '"') i = (scanString(text, i)?.end ?? end) - 1;
    else if (char === "=") return { annotation: { start, end: i }, value: { start: skipGap(text, i + 1), end } };
  }
  return { annotation: { start, end } };
}
