import { scanString } from "../literal/string.ts";
import { lineEnd } from "./lines.ts";
import type { Span } from "./types.ts";

const FORMATTED = /(?:^|[^\w])[rR]?[fF][rR]?$|^[fF][rR]$|^[rR][fF]$/;
const IN_BRACES = /\{[^{}]*\bsuper\s*\(/;
const CALL = /super(?:[ \t\f]|\\\n)*\(/y;

/** True when the code of the span, its strings and comments apart, calls `super`. */
export function callsSuper(text: string, { start, end }: Span): boolean {
  const first = text.indexOf("super", start);
  if (first < 0 || first >= end) return false;
  for (let i = start; i < end; i++) {
    const char = text[i];
    if (char === "#") i = lineEnd(text, i);
    else if (char === "'" || char === '"') {
      const close = scanString(text, i)?.end ?? end;
      if (FORMATTED.test(text.slice(i - 2, i)) && IN_BRACES.test(text.slice(i, close))) return true;
      i = close - 1;
    } else if (char === "s" && isCall(text, i)) return true;
  }
  return false;
}

function isCall(text: string, at: number): boolean {
  CALL.lastIndex = at;
  return CALL.test(text) && !/[\w.]/.test(text[at - 1] ?? "");
}
