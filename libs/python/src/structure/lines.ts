import { scanString } from "../literal/string.ts";

/** Why and where a text is no Python. */
export class SyntaxFault extends Error {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

/** One statement's line: up to the newline that ends it, which brackets, strings and backslashes hide. */
export interface LogicalLine {
  readonly indent: number;
  readonly start: number;
  /** After the last character of code: blanks and a comment at the end are outside. */
  readonly end: number;
  /** Start of the next line. */
  readonly next: number;
  /** First `:` outside brackets that is no `:=`, -1 where there is none. */
  readonly colon: number;
  readonly semicolons: readonly number[];
}

/** CPython's tokenizer stops here too (`MAXLEVEL`). */
const MAX_DEPTH = 200;
const NONE: readonly number[] = [];

const QUOTE = 1;
const COMMENT = 2;
const NEWLINE = 3;
const BACKSLASH = 4;
const OPEN = 5;
const CLOSE = 6;
const COLON = 7;
const SEMICOLON = 8;
const BLANK = 9;

/** Kind of each ASCII character that matters between tokens; 0 for all others. */
const KINDS = new Uint8Array(128);
for (const [chars, kind] of [
  ["'\"", QUOTE],
  ["#", COMMENT],
  ["\n", NEWLINE],
  ["\\", BACKSLASH],
  ["([{", OPEN],
  [")]}", CLOSE],
  [":", COLON],
  [";", SEMICOLON],
  [" \t\f", BLANK],
] as const)
  for (const char of chars) KINDS[char.charCodeAt(0)] = kind;

const CLOSER: Readonly<Record<number, number>> = { 40: 41, 91: 93, 123: 125 };

/** The logical line that begins at or after `from`, a line's start; null at the end of the text. */
export function readLine(text: string, from: number): LogicalLine | null {
  let start = from;
  for (;;) {
    const indent = indentation(text, start);
    const first = text.charCodeAt(indent.end);
    if (Number.isNaN(first)) return null;
    if (first === 35) start = lineEnd(text, indent.end) + 1;
    else if (first === 10) start = indent.end + 1;
    else return readCode(text, indent.end, indent.columns);
    if (start > text.length) return null;
  }
}

const columns = { columns: 0, end: 0 };

/** Columns of blanks as CPython counts them: a tab goes to the next multiple of 8, a form feed begins anew. */
function indentation(text: string, start: number): { columns: number; end: number } {
  let count = 0;
  let i = start;
  for (; ; i++) {
    const code = text.charCodeAt(i);
    if (code === 32) count++;
    else if (code === 9) count = ((count >> 3) << 3) + 8;
    else if (code === 12) count = 0;
    else break;
  }
  columns.columns = count;
  columns.end = i;
  return columns;
}

export function lineEnd(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end < 0 ? text.length : end;
}

function readCode(text: string, start: number, indent: number): LogicalLine {
  const brackets: number[] = [];
  let semicolons: number[] | null = null;
  let colon = -1;
  let end = start;
  let i = start;
  for (; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const kind = code < 128 ? KINDS[code] : 0;
    if (kind === BLANK) continue;
    if (kind === NEWLINE) {
      if (brackets.length === 0) break;
      continue;
    }
    if (kind === COMMENT) {
      i = lineEnd(text, i) - 1;
      continue;
    }
    if (kind === QUOTE) {
      const span = scanString(text, i);
      if (!span) throw new SyntaxFault("the string is never closed", i);
      i = span.end - 1;
    } else if (kind === BACKSLASH) {
      if (text.charCodeAt(i + 1) !== 10) throw new SyntaxFault("a backslash must be the last character of its line", i);
      i++;
      continue;
    } else if (kind === OPEN) {
      brackets.push(code);
      if (brackets.length > MAX_DEPTH) throw new SyntaxFault(`brackets are nested deeper than ${MAX_DEPTH}`, i);
    } else if (kind === CLOSE) {
      if (CLOSER[brackets.pop() ?? 0] !== code) throw new SyntaxFault(`'${text[i]}' closes nothing`, i);
    } else if (brackets.length === 0) {
      if (kind === COLON && colon < 0 && text.charCodeAt(i + 1) !== 61) colon = i;
      else if (kind === SEMICOLON) (semicolons ??= []).push(i);
    }
    end = i + 1;
  }
  if (brackets.length) throw new SyntaxFault("a bracket is never closed", start);
  return { indent, start, end, next: i + 1, colon, semicolons: semicolons ?? NONE };
}
