import { isWordCode } from "../literal/identifier.ts";
import { scanString } from "../literal/string.ts";
import { COMMENT, KINDS, lineEnd, QUOTE } from "./lines.ts";
import type { Span } from "./types.ts";

const FORMATTED = /(?:^|[^\w])[rR]?[fF][rR]?$|^[fF][rR]$|^[rR][fF]$/;
const IN_BRACES = /\{[^{}]*\bsuper\s*\(/;
const CALL = /super(?:[ \t\f]|\\\n)*\(/y;

/** True when the code of the span, its strings and comments apart, calls `super`. */
export function callsSuper(text: string, { start, end }: Span): boolean {
  // A slice shares the text's memory, and most bodies do not hold the word.
  if (!text.slice(start, end).includes("super")) return false;
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i);
    const kind = KINDS[code];
    if (kind === COMMENT) i = lineEnd(text, i);
    else if (kind === QUOTE) {
      const close = scanString(text, i)?.end ?? end;
      if (FORMATTED.test(text.slice(i - 2, i)) && IN_BRACES.test(text.slice(i, close))) return true;
      i = close - 1;
    } else if (code === 115 && isCall(text, i)) return true;
  }
  return false;
}

function isCall(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1);
  if (before === 46 || isWordCode(before)) return false;
  CALL.lastIndex = at;
  return CALL.test(text);
}
