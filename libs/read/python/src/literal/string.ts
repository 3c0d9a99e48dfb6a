import { lookupName } from "./names/lookup.ts";

/** A string token found in a text: where its prefix, body and closing quote are. */
export interface StringSpan {
  /** First character of the body. */
  readonly start: number;
  /** Just after the body. */
  readonly stop: number;
  /** Just after the closing quote. */
  readonly end: number;
  readonly escaped: boolean;
}

const NEWLINE = 10;
const BACKSLASH = 92;

/** Finds the end of the string whose opening quote is at `quote`; null when it never closes. */
export function scanString(text: string, quote: number): StringSpan | null {
  const mark = text.charCodeAt(quote);
  const triple = text.charCodeAt(quote + 1) === mark && text.charCodeAt(quote + 2) === mark;
  const start = quote + (triple ? 3 : 1);
  let escaped = false;
  for (let i = start; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === BACKSLASH) {
      escaped = true;
      i++;
    } else if (code === mark) {
      if (!triple) return { start, stop: i, end: i + 1, escaped };
      if (text.charCodeAt(i + 1) === mark && text.charCodeAt(i + 2) === mark)
        return { start, stop: i, end: i + 3, escaped };
    } else if (code === NEWLINE && !triple) return null;
  }
  return null;
}

const ESCAPE = /\\(?:([0-7]{1,3})|x([0-9a-fA-F]{0,2})|u([0-9a-fA-F]{0,4})|U([0-9a-fA-F]{0,8})|N(\{[^}]*\})?|([^]))/g;

const SIMPLE: Readonly<Record<string, string>> = {
  "\n": "",
  "\\": "\\",
  "'": "'",
  '"': '"',
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

/** Reason why a string literal has no value, in words for the user. */
export class BadEscape extends Error {}

/** Body of a str literal with its escapes applied; unknown ones stay as written, as in Python. */
export function unescapeText(body: string): string {
  return body.replace(ESCAPE, (whole, octal, hex, short, long, name, other) => {
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
    if (hex !== undefined) return codePoint(whole, hex, 2);
    if (short !== undefined) return codePoint(whole, short, 4);
    if (long !== undefined) return codePoint(whole, long, 8);
    if (other !== undefined) return SIMPLE[other] ?? whole;
    return namedCharacter(name);
  });
}

function namedCharacter(braced: string | undefined): string {
  if (braced === undefined) throw new BadEscape("the escape \\N needs a name in braces");
  const code = lookupName(braced.slice(1, -1));
  if (code === undefined) throw new BadEscape(`the escape \\N${braced} names no character`);
  return String.fromCodePoint(code);
}

function codePoint(whole: string, digits: string, length: number): string {
  if (digits.length < length) throw new BadEscape(`the escape ${whole} is cut short: it needs ${length} digits`);
  const value = Number.parseInt(digits, 16);
  if (value > 0x10ffff) throw new BadEscape(`the escape ${whole} is beyond the last character U+10FFFF`);
  return String.fromCodePoint(value);
}

/** Body of a bytes literal: every character is one byte, `\u` and `\N` are no escapes here. */
export function unescapeBytes(body: string, raw: boolean): Uint8Array {
  // oxlint-disable-next-line no-control-regex -- ASCII is what the grammar allows
  if (/[^\x00-\x7f]/.test(body)) throw new BadEscape("a bytes literal may hold ASCII characters only");
  const text = raw
    ? body
    : body.replace(ESCAPE, (whole, octal, hex, _short, _long, _name, other) => {
        if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 0xff);
        if (hex !== undefined) return codePoint(whole, hex, 2);
        return other === undefined ? whole : (SIMPLE[other] ?? whole);
      });
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}
