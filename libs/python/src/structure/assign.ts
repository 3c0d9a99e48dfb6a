import { scanString } from "../literal/string.ts";
import { closing, skipGap } from "./expression.ts";
import type { PyAssign, Span } from "./types.ts";

const BLANKS = String.raw`(?:[ \t\f]|\\\n)*`;
const NAME = String.raw`[\p{ID_Start}_]\p{ID_Continue}*`;
const TARGET = new RegExp(`(${NAME})${BLANKS}([-+*@/%&|^<>]{0,3}=(?!=)|:(?!=))${BLANKS}`, "uy");
/** A target that is no plain name: `a.b =`. */
const DOTTED_TARGET = new RegExp(`${NAME}(?:\\.${NAME})+${BLANKS}=(?!=)`, "uy");

/** The assignment that the statement is; null for another statement, or where a target is no plain name. */
export function parseAssign(text: string, span: Span, guards: readonly string[]): PyAssign | null {
  const first = targetAt(text, span.start, span.end);
  if (!first) return null;
  const base = { kind: "assign", offset: span.start, guards } as const;
  if (first.sign === ":")
    return { ...base, names: [first.name], operator: "", ...annotated(text, first.end, span.end) };
  const names = [first.name];
  let at = first.end;
  if (first.sign !== "=") return { ...base, names, operator: first.sign, value: { start: at, end: span.end } };
  for (let next = targetAt(text, at, span.end); next?.sign === "="; next = targetAt(text, at, span.end)) {
    names.push(next.name);
    at = next.end;
  }
  return isTarget(text, at) ? null : { ...base, names, operator: "", value: { start: at, end: span.end } };
}

function targetAt(text: string, at: number, limit: number): { name: string; sign: string; end: number } | null {
  TARGET.lastIndex = at;
  const [, name = "", sign = ""] = TARGET.exec(text) ?? [];
  return sign && TARGET.lastIndex <= limit ? { name, sign, end: TARGET.lastIndex } : null;
}

/** `[a, b] =` or `a.b =` within a chain of targets. */
function isTarget(text: string, at: number): boolean {
  DOTTED_TARGET.lastIndex = at;
  if (DOTTED_TARGET.test(text)) return true;
  if (text[at] !== "[" && text[at] !== "(") return false;
  const after = skipGap(text, closing(text, at) + 1);
  return text[after] === "=" && text[after + 1] !== "=";
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
