import { dottedEnd, identifierEnd, isWordCode } from "../literal/identifier.ts";
import { parseLiteral } from "../literal/parse.ts";
import { scanString } from "../literal/string.ts";
import { toJson, type Json, type PyLiteral } from "../literal/value.ts";
import { CLOSE, COLON, COMMENT, KINDS, lineEnd, OPEN, QUOTE, skipBlanks } from "./lines.ts";
import type { PyFile, Span } from "./types.ts";

/** One argument of a call: by position, `name=value`, `*value` or `**value`. */
export interface PyArgument extends Span {
  readonly name?: string;
  readonly stars: 0 | 1 | 2;
}

export interface PyCall {
  /** Dotted name of what is called, without a subscript: `fields.Many2one`. */
  readonly callee: string;
  readonly args: readonly PyArgument[];
}

/** What may stand around the dots of a name. */
const GAPS = /[ \t\f\n\\]+|#[^\n]*\n/g;

const CONSTANTS = new Map<string, Json>([
  ["True", true],
  ["False", false],
  ["None", null],
]);

/** Dotted name that the span is, `api.depends`; null for any other expression. */
export function dottedName(file: PyFile, span: Span): string | null {
  const { text } = file;
  const { start, end } = unwrap(text, span);
  if (nameEnd(text, start, end) !== end) return null;
  const name = nameIn(text, start, end);
  return name === "" || CONSTANTS.has(name) ? null : name;
}

/** The call that the span is; null for any other expression. */
export function readCall(file: PyFile, span: Span): PyCall | null {
  const { text } = file;
  const { start, end } = unwrap(text, span);
  if (text.charCodeAt(end - 1) !== 41) return null;
  const stop = nameEnd(text, start, end);
  if (stop === start) return null;
  let open = skipGap(text, stop);
  if (text[open] === "[") open = skipGap(text, closing(text, open) + 1);
  if (text[open] !== "(") return null;
  const args: PyArgument[] = [];
  // A bracket that closes before the end belongs to another call: `a()()`, `a() or b()`.
  return split(text, open + 1, end - 1, args) ? { callee: nameIn(text, start, stop), args } : null;
}

/** Value of the span as `parseLiteral` gives it, placed in its file; null where it is no literal. */
export function readLiteral(file: PyFile, span: Span): PyLiteral | null {
  NO_LITERAL.lastIndex = span.start;
  if (NO_LITERAL.test(file.text)) return null;
  const line = file.lineAt(span.start);
  const column = span.start - file.text.lastIndexOf("\n", span.start - 1);
  // Brackets make newlines in the span blanks, as the brackets around it do in its file.
  return parseLiteral(`(${file.text.slice(span.start, span.end)}\n)`, { line, column: column - 1 }).value;
}

/** Most expressions that are no literal begin with a name: they need no parser. */
const NO_LITERAL = /(?!(?:True|False|None|set)(?!\p{ID_Continue})|[rRbBuU]{1,2}["'])[\p{ID_Start}_]/uy;
const LONGEST_CONSTANT = 5;

/** Value of the span as `toJson` gives it; undefined where it is no literal. */
export function readJson(file: PyFile, span: Span): Json | undefined {
  const { text } = file;
  const { start, end } = span;
  // Nearly every literal is a plain string or a constant: they need no parser.
  if (KINDS[text.charCodeAt(start)] === QUOTE) {
    const string = scanString(text, start);
    if (string?.end === end && !string.escaped) return text.slice(string.start, string.stop);
  } else if (end - start <= LONGEST_CONSTANT) {
    const constant = CONSTANTS.get(text.slice(start, end));
    if (constant !== undefined) return constant;
  }
  const literal = readLiteral(file, span);
  return literal ? toJson(literal) : undefined;
}

/** The parts of a span between its outer commas: arguments of a call, or bases of a class. */
export function splitArguments(text: string, { start, end }: Span): PyArgument[] {
  const args: PyArgument[] = [];
  split(text, start, end, args);
  return args;
}

const COMMA = 20;
const GAP = 21;
const WORD = 22;

/** Kind of each ASCII character that matters between arguments (`WORD` may begin `lambda` or `for`); 0 for all others. */
const PARTS = new Uint8Array(128);
for (const [chars, kind] of [
  ["'\"", QUOTE],
  ["([{", OPEN],
  [")]}", CLOSE],
  [":", COLON],
  [",", COMMA],
  [" \t\f\n\\#", GAP],
  ["lf", WORD],
] as const)
  for (const char of chars) PARTS[char.charCodeAt(0)] = kind;

/** Adds what stands between outer commas; false when a bracket closes that is not open. */
function split(text: string, start: number, end: number, args: PyArgument[]): boolean {
  let from = skipGap(text, start);
  let last = from;
  let balanced = true;
  /** Open lambdas, whose commas separate their own parameters. */
  let hidden = 0;
  for (let i = from; i < end;) {
    const code = text.charCodeAt(i);
    const kind = code > 127 ? 0 : PARTS[code];
    if (kind === GAP) {
      i = Math.max(i + 1, skipGap(text, i));
      continue;
    }
    if (kind === COMMA && hidden === 0) {
      args.push(toArgument(text, from, last));
      from = i = last = skipGap(text, i + 1);
      continue;
    }
    if (kind === OPEN) i = closing(text, i);
    else if (kind === QUOTE) i = (scanString(text, i)?.end ?? text.length) - 1;
    else if (kind === CLOSE) balanced = false;
    else if (kind === COLON && hidden > 0) hidden--;
    else if (kind === WORD && isWord(text, i, "lambda")) hidden++;
    // A generator is the only argument of its call, commas and all.
    else if (kind === WORD && isWord(text, i, "for")) hidden = Infinity;
    i = last = i + 1;
  }
  if (last > from) args.push(toArgument(text, from, last));
  return balanced;
}

function toArgument(text: string, start: number, end: number): PyArgument {
  if (text.charCodeAt(start) === 42) {
    const stars = text.charCodeAt(start + 1) === 42 ? 2 : 1;
    return { stars, start: skipGap(text, start + stars), end };
  }
  const stop = identifierEnd(text, start);
  const sign = stop === start ? stop : skipGap(text, stop);
  if (sign === start || text.charCodeAt(sign) !== 61 || text.charCodeAt(sign + 1) === 61)
    return { stars: 0, start, end };
  return { stars: 0, name: text.slice(start, stop), start: skipGap(text, sign + 1), end };
}

function isWord(text: string, i: number, word: string): boolean {
  const before = text.charCodeAt(i - 1);
  if (before === 46 || isWordCode(before)) return false;
  return text.startsWith(word, i) && !isWordCode(text.charCodeAt(i + word.length));
}

/** Offset of the bracket that closes the one at `open`. The file's lines were read before, so there is one. */
export function closing(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const kind = code > 127 ? 0 : KINDS[code];
    if (kind === 0) continue;
    if (kind === OPEN) depth++;
    else if (kind === CLOSE && --depth === 0) return i;
    else if (kind === QUOTE) i = (scanString(text, i)?.end ?? text.length) - 1;
    else if (kind === COMMENT) i = lineEnd(text, i) - 1;
  }
  return text.length;
}

/** Brackets around a whole expression mean nothing, unless they make a tuple. */
function unwrap(text: string, span: Span): Span {
  if (text.charCodeAt(span.start) !== 40 || closing(text, span.start) !== span.end - 1) return span;
  const parts = splitArguments(text, { start: span.start + 1, end: span.end - 1 });
  const [only] = parts;
  const isGroup = parts.length === 1 && only?.name === undefined && skipGap(text, only?.end ?? 0) === span.end - 1;
  return only && isGroup ? unwrap(text, only) : span;
}

/** End of the dotted name at `start`, whose dots may have gaps around them; `start` where no name begins. */
function nameEnd(text: string, start: number, limit: number): number {
  let end = dottedEnd(text, start);
  while (end > start && end < limit) {
    const dot = skipGap(text, end);
    if (text.charCodeAt(dot) !== 46) break;
    const from = skipGap(text, dot + 1);
    const next = dottedEnd(text, from);
    if (next === from) break;
    end = next;
  }
  return end;
}

function nameIn(text: string, start: number, end: number): string {
  const name = text.slice(start, end);
  return dottedEnd(text, start) === end ? name : name.replace(GAPS, "");
}

/** Passes over blanks, newlines and comments. */
export function skipGap(text: string, from: number): number {
  for (let i = skipBlanks(text, from); ; i = skipBlanks(text, i)) {
    const code = i < text.length ? text.charCodeAt(i) : 0;
    if (code === 10) i++;
    else if (code === 35) i = lineEnd(text, i);
    else return i;
  }
}
