import type { Issue, Result } from "@ipai/core";
import { identifierEnd } from "../literal/identifier.ts";
import { normalizeNewlines } from "../literal/source.ts";
import { parseAssign } from "./assign.ts";
import { parseImport } from "./imports.ts";
import { Lines, skipBlanks, SyntaxFault } from "./lines.ts";
import { callsSuper } from "./super.ts";
import type { PyFile, PyStatement, Span } from "./types.ts";

/**
 * Outline of a Python file: imports, assignments, classes and functions at module and class level, those within `if`,
 * `try`, `with` and their like included. Function bodies are passed over, expressions stay spans of the text
 * (`readCall`, `readLiteral`, `dottedName` read them on demand).
 *
 * A text that is no Python gives one error `python-syntax` with line and column, and what stood before it.
 */
export function parseStructure(source: string): Result<PyFile> {
  const text = normalizeNewlines(source);
  const lineAt = lineIndex(text);
  const reader = new Reader(text);
  const body: PyStatement[] = [];
  try {
    reader.readFile(body);
    return { value: { text, body, lineAt }, issues: [] };
  } catch (error) {
    if (!(error instanceof SyntaxFault)) throw error;
    return { value: { text, body, lineAt }, issues: [syntaxIssue(error, text, lineAt)] };
  }
}

/** CPython's tokenizer stops here too (`MAXINDENT`). */
const MAX_INDENTS = 100;
const HEADER = /(?:async[ \t\f]+)?(class|def|if|elif|else|try|except|finally|with|for|while)(?![\p{ID_Continue}])/uy;
const SOFT_HEADER = /(?:match|case)[ \t]+["'\w([{*-]/y;
/** Words that may stand before a bracket and call nothing. */
const NO_CALLEE = new Set(["assert", "await", "del", "lambda", "not", "raise", "return", "yield"]);
const NONE: readonly Span[] = [];

class Reader {
  private readonly text: string;
  private readonly line: Lines;
  private depth = 0;

  constructor(text: string) {
    this.text = text;
    this.line = new Lines(text);
  }

  readFile(into: PyStatement[]): void {
    const zero = this.text.indexOf("\0");
    if (zero >= 0) throw new SyntaxFault("a null byte stands in the text", zero);
    this.line.next();
    if (this.line.indent > 0) throw new SyntaxFault("unexpected indentation", this.line.start);
    this.readBlock(0, [], into);
  }

  /** Statements of the same indentation. */
  private readBlock(indent: number, guards: readonly string[], into: PyStatement[]): void {
    const { line, text } = this;
    if (++this.depth > MAX_INDENTS) throw new SyntaxFault("blocks are nested too deep", line.start);
    let decorators: Span[] | undefined;
    while (line.indent >= indent) {
      if (line.indent > indent) throw new SyntaxFault("unexpected indentation", line.start);
      if (text.charCodeAt(line.start) === 64) {
        (decorators ??= []).push({ start: skipBlanks(text, line.start + 1), end: line.end });
        line.next();
        continue;
      }
      this.readStatement(guards, decorators ?? NONE, into);
      decorators = undefined;
    }
    this.depth--;
  }

  private readStatement(guards: readonly string[], decorators: readonly Span[], into: PyStatement[]): void {
    const { line, text } = this;
    HEADER.lastIndex = line.start;
    const keyword = line.colon < 0 ? undefined : HEADER.exec(text)?.[1];
    if (keyword === "def") this.readFunction(HEADER.lastIndex, guards, decorators, into);
    else if (keyword === "class") this.readClass(HEADER.lastIndex, guards, decorators, into);
    else if (keyword !== undefined || this.isSoftHeader()) this.readGuarded(guards, into);
    else {
      this.readSimple(line.start, guards, into);
      line.next();
    }
  }

  /** `match x:` and `case y:`, whose words may also be names. */
  private isSoftHeader(): boolean {
    SOFT_HEADER.lastIndex = this.line.start;
    return this.line.colon > 0 && SOFT_HEADER.test(this.text);
  }

  private readFunction(at: number, guards: readonly string[], decorators: readonly Span[], into: PyStatement[]): void {
    const name = this.nameAt(at);
    const { start: offset, colon } = this.line;
    const body = { start: colon + 1, end: this.skipBody() };
    into.push({ kind: "function", name, offset, guards, decorators, callsSuper: callsSuper(this.text, body) });
  }

  /** Moves behind the body of a header and returns where it ends. */
  private skipBody(): number {
    const { line } = this;
    const { indent, colon } = line;
    let { end } = line;
    line.next();
    if (end > colon + 1) return end;
    if (line.indent <= indent) throw new SyntaxFault("an indented block is expected", end);
    while (line.indent > indent) {
      end = line.end;
      line.next();
    }
    return end;
  }

  private readClass(at: number, guards: readonly string[], decorators: readonly Span[], into: PyStatement[]): void {
    const { text } = this;
    const name = this.nameAt(at);
    const { start: offset, colon } = this.line;
    const open = text.indexOf("(", at);
    const bases =
      open >= 0 && open < colon ? { start: open + 1, end: text.lastIndexOf(")", colon) } : { start: colon, end: colon };
    const body: PyStatement[] = [];
    into.push({ kind: "class", name, offset, guards, bases, decorators, body });
    this.readSuite(colon, [], body);
  }

  private readGuarded(guards: readonly string[], into: PyStatement[]): void {
    const colon = this.headerEnd();
    this.readSuite(colon, [...guards, this.text.slice(this.line.start, colon).trimEnd()], into);
  }

  /** A lambda in a header has a colon of its own. */
  private headerEnd(): number {
    const { start, end, colon } = this.line;
    const header = this.text.slice(start, end);
    return header.includes("lambda") && header.endsWith(":") ? end - 1 : colon;
  }

  /** What follows a header's colon: statements on the same line, or an indented block. */
  private readSuite(colon: number, guards: readonly string[], into: PyStatement[]): void {
    const { line } = this;
    const { indent, end } = line;
    const start = skipBlanks(this.text, colon + 1);
    if (start < end) {
      this.readSimple(start, guards, into);
      return line.next();
    }
    line.next();
    if (line.indent <= indent) throw new SyntaxFault("an indented block is expected", end);
    this.readBlock(line.indent, guards, into);
    if (line.indent > indent) throw new SyntaxFault("the indentation fits no outer block", line.start);
  }

  /** Statements of one line, between its semicolons. */
  private readSimple(from: number, guards: readonly string[], into: PyStatement[]): void {
    let start = from;
    for (const end of this.line.semicolons) {
      if (end < from) continue;
      this.readOne({ start, end }, guards, into);
      start = skipBlanks(this.text, end + 1);
    }
    this.readOne({ start, end: this.line.end }, guards, into);
  }

  private readOne(span: Span, guards: readonly string[], into: PyStatement[]): void {
    const statement = parseImport(this.text, span, guards) ?? parseAssign(this.text, span, guards);
    if (statement) into.push(statement);
    else if (this.isCall(span)) into.push({ kind: "call", offset: span.start, guards, value: span });
  }

  private isCall({ start, end }: Span): boolean {
    const { text } = this;
    let at = identifierEnd(text, start);
    if (at === start || text.charCodeAt(end - 1) !== 41 || NO_CALLEE.has(text.slice(start, at))) return false;
    for (at = skipBlanks(text, at); text.charCodeAt(at) === 46; at = skipBlanks(text, at))
      at = identifierEnd(text, skipBlanks(text, at + 1));
    return text.charCodeAt(at) === 40;
  }

  private nameAt(at: number): string {
    const start = skipBlanks(this.text, at);
    const end = identifierEnd(this.text, start);
    if (start === end) throw new SyntaxFault("a name is expected", at);
    return this.text.slice(start, end);
  }
}

/** Line numbers by offset; the table is made on the first question. */
function lineIndex(text: string): (offset: number) => number {
  let starts: number[] | undefined;
  return (offset) => {
    starts ??= lineStarts(text);
    let low = 0;
    let high = starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((starts[middle] as number) <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

function syntaxIssue({ message, offset }: SyntaxFault, text: string, lineAt: (offset: number) => number): Issue {
  return {
    code: "python-syntax",
    severity: "error",
    message: `${message}: Python cannot import this file`,
    advice: "mend the syntax; `python3 -m py_compile <file>` tells more",
    at: { path: "", line: lineAt(offset), column: offset - text.lastIndexOf("\n", offset - 1) },
  };
}
