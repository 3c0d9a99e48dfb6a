import type { Result } from "@ipai/core";
import { parseLiteral } from "../literal/parse.ts";
import { scanString } from "../literal/string.ts";
import type { PyLiteral } from "../literal/value.ts";
import { lineEnd } from "./lines.ts";
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

const GAP = String.raw`(?:[ \t\f\n]|\\\n|#[^\n]*\n)*`;
const NAME = String.raw`[\p{ID_Start}_]\p{ID_Continue}*`;
const DOTTED = new RegExp(`${NAME}(?:${GAP}\\.${GAP}${NAME})*`, "uy");
const SPACE = new RegExp(GAP, "y");
const KEYWORD = new RegExp(`(${NAME})${GAP}=(?!=)`, "uy");

const CONSTANTS = new Set(["True", "False", "None"]);

/** Dotted name that the span is, `api.depends`; null for any other expression. */
export function dottedName(file: PyFile, span: Span): string | null {
  const { start, end } = unwrap(file.text, span);
  const name = dottedAt(file.text, start);
  return name && name.end === end && !CONSTANTS.has(name.name) ? name.name : null;
}

/** The call that the span is; null for any other expression. */
export function readCall(file: PyFile, span: Span): PyCall | null {
  const { text } = file;
  const { start, end } = unwrap(text, span);
  const name = dottedAt(text, start);
  if (!name) return null;
  let open = skipGap(text, name.end);
  if (text[open] === "[") open = skipGap(text, closing(text, open) + 1);
  if (text[open] !== "(" || open >= end || closing(text, open) !== end - 1) return null;
  return { callee: name.name, args: splitArguments(text, { start: open + 1, end: end - 1 }) };
}

/** Value of the span as `parseLiteral` gives it, placed in its file; null where it is no literal. */
export function readLiteral(file: PyFile, span: Span): PyLiteral | null {
  return literalResult(file, span)?.value ?? null;
}

/** Most expressions that are no literal begin with a name: they need no parser. */
const NO_LITERAL = /(?!(?:True|False|None|set)(?!\p{ID_Continue})|[rRbBuU]{1,2}["'])[\p{ID_Start}_]/uy;

function literalResult(file: PyFile, span: Span): Result<PyLiteral | null> | null {
  NO_LITERAL.lastIndex = span.start;
  if (NO_LITERAL.test(file.text)) return null;
  const line = file.lineAt(span.start);
  const column = span.start - file.text.lastIndexOf("\n", span.start - 1);
  // Brackets make newlines in the span blanks, as the brackets around it do in its file.
  return parseLiteral(`(${file.text.slice(span.start, span.end)}\n)`, { line, column: column - 1 });
}

/** The parts of a span between its outer commas: arguments of a call, or bases of a class. */
export function splitArguments(text: string, { start, end }: Span): PyArgument[] {
  const args: PyArgument[] = [];
  let from = skipGap(text, start);
  let last = from;
  /** Open lambdas, whose commas separate their own parameters. */
  let hidden = 0;
  for (let i = from; i < end;) {
    const char = text[i] as string;
    if (char === "," && hidden === 0) {
      args.push(toArgument(text, from, last));
      from = i = last = skipGap(text, i + 1);
      continue;
    }
    if (char === "l" && isWord(text, i, "lambda")) hidden++;
    // A generator is the only argument of its call, commas and all.
    else if (char === "f" && isWord(text, i, "for")) hidden = Infinity;
    else if (char === ":" && hidden > 0) hidden--;
    i = last = skipToken(text, i, char);
    i = skipGap(text, i);
  }
  if (last > from) args.push(toArgument(text, from, last));
  return args;
}

function toArgument(text: string, start: number, end: number): PyArgument {
  const stars = text[start] === "*" ? (text[start + 1] === "*" ? 2 : 1) : 0;
  if (stars) return { stars, start: skipGap(text, start + stars), end };
  KEYWORD.lastIndex = start;
  const name = KEYWORD.exec(text)?.[1];
  return name === undefined ? { stars, start, end } : { stars, name, start: skipGap(text, KEYWORD.lastIndex), end };
}

/** End of the string, bracket or character at `i`. */
function skipToken(text: string, i: number, char: string): number {
  if (char === "'" || char === '"') return scanString(text, i)?.end ?? text.length;
  return char === "(" || char === "[" || char === "{" ? closing(text, i) + 1 : i + 1;
}

function isWord(text: string, i: number, word: string): boolean {
  return text.startsWith(word, i) && !/[\w.]/.test(text[i - 1] ?? "") && !/\w/.test(text[i + word.length] ?? "");
}

/** Offset of the bracket that closes the one at `open`. The file's lines were read before, so there is one. */
export function closing(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    switch (text[i]) {
      case "(":
      case "[":
      case "{":
        depth++;
        break;
      case ")":
      case "]":
      case "}":
        if (--depth === 0) return i;
        break;
      case "#":
        i = lineEnd(text, i) - 1;
        break;
      case "'":
      case '"':
        i = (scanString(text, i)?.end ?? text.length) - 1;
        break;
    }
  }
  return text.length;
}

/** Brackets around a whole expression mean nothing, unless they make a tuple. */
function unwrap(text: string, span: Span): Span {
  if (text[span.start] !== "(" || closing(text, span.start) !== span.end - 1) return span;
  const parts = splitArguments(text, { start: span.start + 1, end: span.end - 1 });
  const [only] = parts;
  const isGroup = parts.length === 1 && only?.name === undefined && skipGap(text, only?.end ?? 0) === span.end - 1;
  return only && isGroup ? unwrap(text, only) : span;
}

function dottedAt(text: string, start: number): { name: string; end: number } | null {
  DOTTED.lastIndex = start;
  const match = DOTTED.exec(text)?.[0];
  if (match === undefined) return null;
  const name = /^[\w.]*$/.test(match) ? match : match.replace(new RegExp(GAP, "g"), "");
  return { name, end: start + match.length };
}

export function skipGap(text: string, from: number): number {
  const code = text.charCodeAt(from);
  // Letters and most signs, the usual case, need no regular expression.
  if (code > 35 && code !== 92) return from;
  SPACE.lastIndex = from;
  SPACE.test(text);
  return SPACE.lastIndex;
}
