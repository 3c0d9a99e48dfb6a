import type { Position } from "./value.ts";

/** Why and where a text is no literal. */
export class NotLiteral extends Error {
  readonly at: Position;

  constructor(message: string, at: Position) {
    super(message);
    this.at = at;
  }
}

/** CPython's tokenizer stops here too (`MAXLEVEL`). */
const MAX_DEPTH = 200;
const IDENTIFIER = /[\p{ID_Start}_]\p{ID_Continue}*/uy;
const INDENTATION = /[ \t\f]*/y;

/** A place in a text that moves over blanks, comments and lines as Python's tokenizer does. */
export class Cursor {
  readonly text: string;
  pos = 0;
  private line: number;
  /** Offset that has column 1 on the current line; negative when the text begins in the middle of a line. */
  private lineStart: number;
  private depth = 0;

  constructor(text: string, from: Position) {
    this.text = text;
    this.line = from.line;
    this.lineStart = 1 - from.column;
  }

  /** The next character that is no blank; newlines are blanks within brackets only. */
  peek(): string | undefined {
    for (;;) {
      const char = this.text[this.pos];
      if (char === " " || char === "\t" || char === "\f") this.pos++;
      else if (char === "\n" && this.depth > 0) this.newline();
      else if (char === "#") this.skipComment();
      else if (char === "\\") this.continuation();
      else return char;
    }
  }

  take(char: string): boolean {
    if (this.peek() !== char) return false;
    this.pos++;
    return true;
  }

  open(): void {
    if (++this.depth > MAX_DEPTH) this.fail(`brackets are nested deeper than ${MAX_DEPTH}`);
    this.pos++;
  }

  close(end: string): void {
    if (this.peek() !== end)
      this.fail(
        this.pos === this.text.length ? `'${end}' is missing at the end of the text` : `',' or '${end}' is expected`,
      );
    this.pos++;
    this.depth--;
  }

  /** `ast.literal_eval` forgives blanks at the start of the text; Python allows none before the first token of a line. */
  skipLeadingBlanks(): void {
    while (this.text[this.pos] === " " || this.text[this.pos] === "\t") this.pos++;
    this.skipBlankLines();
  }

  skipToEnd(): void {
    if (!this.atLineEnd()) this.fail("the literal ends before this");
    this.skipBlankLines();
    if (this.pos < this.text.length) this.fail("the literal ends before this");
  }

  atLineEnd(): boolean {
    const char = this.peek();
    return char === undefined || char === "\n";
  }

  /** The name that begins here, `""` where none does. */
  identifier(): string {
    const code = this.text.charCodeAt(this.pos);
    // The common characters that begin no name need no regular expression.
    if (code < 65 || (code > 90 && code < 95) || code === 123 || code === 125) return "";
    IDENTIFIER.lastIndex = this.pos;
    return IDENTIFIER.exec(this.text)?.[0] ?? "";
  }

  moveTo(offset: number): void {
    // Searched in what is passed over alone: the next newline may be millions of characters away.
    const passed = this.text.slice(this.pos, offset);
    for (let at = passed.indexOf("\n"); at >= 0; at = passed.indexOf("\n", at + 1)) {
      this.line++;
      this.lineStart = this.pos + at + 1;
    }
    this.pos = offset;
  }

  here(): Position {
    return { line: this.line, column: this.pos - this.lineStart + 1 };
  }

  fail(message: string, at: Position = this.here()): never {
    throw new NotLiteral(message, { line: at.line, column: at.column });
  }

  private skipBlankLines(): void {
    while (this.peek() === "\n") {
      this.newline();
      INDENTATION.lastIndex = this.pos;
      const blanks = INDENTATION.exec(this.text)?.[0] ?? "";
      const next = this.text[this.pos + blanks.length];
      // A last line of blanks without a newline is an indentation to CPython; a form feed begins the column anew.
      if (/[ \t]$/.test(blanks) && next !== "\n" && next !== "#") this.fail("unexpected indentation");
    }
  }

  private continuation(): void {
    if (this.text[this.pos + 1] !== "\n") this.fail("a backslash must be the last character of its line");
    this.pos++;
    this.newline();
    if (this.pos === this.text.length) this.fail("the text ends after a backslash");
  }

  private newline(): void {
    this.pos++;
    this.line++;
    this.lineStart = this.pos;
  }

  private skipComment(): void {
    const end = this.text.indexOf("\n", this.pos);
    this.pos = end < 0 ? this.text.length : end;
  }
}
