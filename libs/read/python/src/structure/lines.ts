import { scanString } from "../literal/string.ts";

/** Why and where a text is no Python. */
export class SyntaxFault extends Error {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

/** CPython's tokenizer stops here too (`MAXLEVEL`). */
const MAX_DEPTH = 200;

export const QUOTE = 1;
export const COMMENT = 2;
const NEWLINE = 3;
const BACKSLASH = 4;
export const OPEN = 5;
export const CLOSE = 6;
export const COLON = 7;
const SEMICOLON = 8;

/** Kind of each ASCII character that tells where tokens, brackets and lines end; 0 for all others. */
export const KINDS = new Uint8Array(128);
for (const [chars, kind] of [
  ["'\"", QUOTE],
  ["#", COMMENT],
  ["\n", NEWLINE],
  ["\\", BACKSLASH],
  ["([{", OPEN],
  [")]}", CLOSE],
  [":", COLON],
  [";", SEMICOLON],
] as const)
  for (const char of chars) KINDS[char.charCodeAt(0)] = kind;

const CLOSER: Readonly<Record<number, number>> = { 40: 41, 91: 93, 123: 125 };
/** Brackets that are open where a line is read. One for all: a line closes what it opens. */
const brackets = new Uint8Array(MAX_DEPTH);

/**
 * A text by logical lines: up to the newline that ends a statement, which brackets, strings and backslashes hide.
 * The members tell of one line at a time: a file has too many to make an object of each.
 */
export class Lines {
  private readonly text: string;
  /** Columns before the line; -1 at the end of the text. */
  indent = 0;
  start = 0;
  /** After the last character of code: blanks and a comment at the end are outside. */
  end = 0;
  /** First `:` outside brackets that is no `:=`, -1 where there is none. */
  colon = -1;
  /** Those outside brackets. */
  semicolons: number[] = [];
  /** Start of the next line. */
  private following: number;

  constructor(text: string) {
    this.text = text;
    this.following = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  }

  /** Moves to the next line that is neither blank nor a comment. */
  next(): void {
    const { text } = this;
    for (let from = this.following; ;) {
      const start = this.indentation(from);
      if (start >= text.length) return this.finish();
      const first = text.charCodeAt(start);
      if (first === 35) from = lineEnd(text, start) + 1;
      else if (first === 10) from = start + 1;
      else return this.readCode(start);
    }
  }

  private finish(): void {
    this.indent = -1;
    this.start = this.end = this.following = this.text.length;
  }

  /** Counts columns of blanks as CPython does: a tab goes to the next multiple of 8, a form feed begins anew. */
  private indentation(start: number): number {
    let columns = 0;
    let i = start;
    for (; i < this.text.length; i++) {
      const code = this.text.charCodeAt(i);
      if (code === 32) columns++;
      else if (code === 9) columns = ((columns >> 3) << 3) + 8;
      else if (code === 12) columns = 0;
      else break;
    }
    this.indent = columns;
    return i;
  }

  private readCode(start: number): void {
    const { text } = this;
    let depth = 0;
    this.start = start;
    this.colon = -1;
    if (this.semicolons.length > 0) this.semicolons = [];
    let end = -1;
    let i = start;
    for (; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code > 127) continue;
      const kind = KINDS[code];
      if (kind === 0) continue;
      if (kind === QUOTE) {
        const close = scanString(text, i);
        if (!close) throw new SyntaxFault("the string is never closed", i);
        i = close.end - 1;
      } else if (kind === OPEN) {
        if (depth === MAX_DEPTH) throw new SyntaxFault(`brackets are nested deeper than ${MAX_DEPTH}`, i);
        brackets[depth++] = code;
      } else if (kind === CLOSE) {
        if (depth === 0 || CLOSER[brackets[--depth] as number] !== code)
          throw new SyntaxFault(`'${text[i]}' closes nothing`, i);
      } else if (kind === NEWLINE) {
        if (depth === 0) break;
      } else if (kind === COMMENT) {
        const close = lineEnd(text, i);
        if (depth === 0) {
          end = i;
          i = close;
          break;
        }
        i = close - 1;
      } else if (kind === BACKSLASH) {
        if (text.charCodeAt(i + 1) !== 10)
          throw new SyntaxFault("a backslash must be the last character of its line", i);
        i++;
      } else if (depth === 0) this.mark(kind as number, i);
    }
    if (depth > 0) throw new SyntaxFault("a bracket is never closed", start);
    this.end = codeEnd(text, start, end < 0 ? Math.min(i, text.length) : end);
    this.following = i + 1;
  }

  private mark(kind: number, at: number): void {
    if (kind === SEMICOLON) this.semicolons.push(at);
    else if (this.colon < 0 && this.text.charCodeAt(at + 1) !== 61) this.colon = at;
  }
}

/** Steps back over blanks, those of continued lines included. */
function codeEnd(text: string, start: number, from: number): number {
  let end = from;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return end;
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 12 || code === 10 || code === 92;
}

/** Passes over blanks and the ends of continued lines. */
export function skipBlanks(text: string, from: number): number {
  let i = from;
  for (; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 92 && text.charCodeAt(i + 1) === 10) i++;
    else if (code !== 32 && code !== 9 && code !== 12) break;
  }
  return i;
}

export function lineEnd(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end < 0 ? text.length : end;
}
