import type { Issue, Result } from "@ipai/core";
import { normalizeNewlines } from "../literal/source.ts";
import { parseAssign } from "./assign.ts";
import { parseImport } from "./imports.ts";
import { readLine, SyntaxFault, type LogicalLine } from "./lines.ts";
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
const NAME = /[ \t\f]*([\p{ID_Start}_]\p{ID_Continue}*)/uy;
const CALL =
  /(?!(?:assert|await|del|lambda|not|raise|return|yield)\b)[\p{ID_Start}_](?:\p{ID_Continue}|\.(?:[ \t\f]|\\\n)*)*(?:[ \t\f]|\\\n)*\(/uy;
const GAP = /(?:[ \t\f]|\\\n)*/y;

class Reader {
  private readonly text: string;
  private line: LogicalLine | null = null;
  private depth = 0;

  constructor(text: string) {
    this.text = text;
  }

  readFile(into: PyStatement[]): void {
    const zero = this.text.indexOf("\0");
    if (zero >= 0) throw new SyntaxFault("a null byte stands in the text", zero);
    this.line = readLine(this.text, this.text.charCodeAt(0) === 0xfeff ? 1 : 0);
    if (this.line?.indent) throw new SyntaxFault("unexpected indentation", this.line.start);
    this.readBlock(0, [], into);
  }

  /** Statements of the same indentation. */
  private readBlock(indent: number, guards: readonly string[], into: PyStatement[]): void {
    if (++this.depth > MAX_INDENTS) throw new SyntaxFault("blocks are nested too deep", this.line?.start ?? 0);
    let decorators: Span[] = [];
    while (this.line && this.line.indent >= indent) {
      const line = this.line;
      if (line.indent > indent) throw new SyntaxFault("unexpected indentation", line.start);
      if (this.text.charCodeAt(line.start) === 64) {
        decorators.push({ start: this.skipGap(line.start + 1), end: line.end });
        this.next(line);
        continue;
      }
      this.readStatement(line, guards, decorators, into);
      decorators = [];
    }
    this.depth--;
  }

  private readStatement(
    line: LogicalLine,
    guards: readonly string[],
    decorators: readonly Span[],
    into: PyStatement[],
  ): void {
    HEADER.lastIndex = line.start;
    const keyword = line.colon < 0 ? undefined : HEADER.exec(this.text)?.[1];
    if (keyword === "def") this.readFunction(line, HEADER.lastIndex, guards, decorators, into);
    else if (keyword === "class") this.readClass(line, HEADER.lastIndex, guards, decorators, into);
    else if (keyword !== undefined || this.isSoftHeader(line)) this.readGuarded(line, guards, into);
    else {
      this.readSimple(line, line.start, guards, into);
      this.next(line);
    }
  }

  /** `match x:` and `case y:`, whose words may also be names. */
  private isSoftHeader(line: LogicalLine): boolean {
    return line.colon > 0 && /^(?:match|case)[ \t]+["'\w([{*-]/.test(this.text.slice(line.start, line.start + 20));
  }

  private readFunction(
    line: LogicalLine,
    at: number,
    guards: readonly string[],
    decorators: readonly Span[],
    into: PyStatement[],
  ): void {
    const name = this.nameAt(at);
    const start = line.colon + 1;
    const end = this.skipBody(line);
    into.push({
      kind: "function",
      name,
      offset: line.start,
      guards,
      decorators,
      callsSuper: callsSuper(this.text, { start, end }),
    });
  }

  /** Moves behind the body of a header and returns where it ends. */
  private skipBody(header: LogicalLine): number {
    let end = header.end;
    this.next(header);
    if (header.end > header.colon + 1) return end;
    if (!this.line || this.line.indent <= header.indent)
      throw new SyntaxFault("an indented block is expected", header.end);
    while (this.line && this.line.indent > header.indent) {
      end = this.line.end;
      this.next(this.line);
    }
    return end;
  }

  private readClass(
    line: LogicalLine,
    at: number,
    guards: readonly string[],
    decorators: readonly Span[],
    into: PyStatement[],
  ): void {
    const name = this.nameAt(at);
    const open = this.text.indexOf("(", NAME.lastIndex);
    const close = this.text.lastIndexOf(")", line.colon);
    const bases =
      open >= 0 && open < line.colon ? { start: open + 1, end: close } : { start: line.colon, end: line.colon };
    const body: PyStatement[] = [];
    into.push({ kind: "class", name, offset: line.start, guards, bases, decorators, body });
    this.readSuite(line, line.colon, [], body);
  }

  private readGuarded(line: LogicalLine, guards: readonly string[], into: PyStatement[]): void {
    const colon = this.headerEnd(line);
    this.readSuite(line, colon, [...guards, this.text.slice(line.start, colon).trimEnd()], into);
  }

  /** A lambda in a header has a colon of its own. */
  private headerEnd(line: LogicalLine): number {
    const header = this.text.slice(line.start, line.end);
    return header.includes("lambda") && header.endsWith(":") ? line.end - 1 : line.colon;
  }

  /** What follows a header's colon: statements on the same line, or an indented block. */
  private readSuite(header: LogicalLine, colon: number, guards: readonly string[], into: PyStatement[]): void {
    const start = this.skipGap(colon + 1);
    this.next(header);
    if (start < header.end) return this.readSimple(header, start, guards, into);
    if (!this.line || this.line.indent <= header.indent)
      throw new SyntaxFault("an indented block is expected", header.end);
    this.readBlock(this.line.indent, guards, into);
    if (this.line && this.line.indent > header.indent)
      throw new SyntaxFault("the indentation fits no outer block", this.line.start);
  }

  /** Statements of one line, between its semicolons. */
  private readSimple(line: LogicalLine, from: number, guards: readonly string[], into: PyStatement[]): void {
    let start = from;
    for (const end of line.semicolons) {
      if (end < from) continue;
      this.readOne({ start, end }, guards, into);
      start = this.skipGap(end + 1);
    }
    this.readOne({ start, end: line.end }, guards, into);
  }

  private readOne(span: Span, guards: readonly string[], into: PyStatement[]): void {
    const statement = parseImport(this.text, span, guards) ?? parseAssign(this.text, span, guards);
    if (statement) into.push(statement);
    else if (this.isCall(span)) into.push({ kind: "call", offset: span.start, guards, value: span });
  }

  private isCall({ start, end }: Span): boolean {
    CALL.lastIndex = start;
    return CALL.test(this.text) && this.text.charCodeAt(end - 1) === 41;
  }

  private nameAt(at: number): string {
    NAME.lastIndex = at;
    const name = NAME.exec(this.text)?.[1];
    if (name === undefined) throw new SyntaxFault("a name is expected", at);
    return name;
  }

  private skipGap(from: number): number {
    GAP.lastIndex = from;
    GAP.test(this.text);
    return GAP.lastIndex;
  }

  private next(line: LogicalLine): void {
    this.line = readLine(this.text, line.next);
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
