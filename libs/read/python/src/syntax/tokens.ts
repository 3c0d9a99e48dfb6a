import { identifierEnd } from "../literal/identifier.ts";
import { scanNumber } from "../literal/number.ts";
import { scanString } from "../literal/string.ts";
import { SyntaxFault } from "../structure/lines.ts";
import type { Span } from "../structure/types.ts";

export interface Token extends Span {
  readonly kind: "name" | "keyword" | "number" | "string" | "op" | "newline" | "indent" | "dedent" | "end";
  readonly text: string;
}

const KEYWORDS = new Set(
  (
    "False None True and as assert async await break class continue def del elif else except finally for from " +
    "global if import in is lambda nonlocal not or pass raise return try while with yield"
  ).split(" "),
);
const OPERATOR =
  /\*\*=|\/\/=|>>=|<<=|\.\.\.|->|:=|\+=|-=|\*=|\/=|%=|@=|&=|\|=|\^=|\*\*|\/\/|>>|<<|<=|>=|==|!=|[-+*/%@&|^~<>()[\]{},:.;=]/y;
const STRING = /(?:[rRbBuUfF]{0,2})(?=["'])/y;
const PREFIXES = new Set(["", "r", "u", "b", "f", "br", "rb", "fr", "rf"]);
const BLANKS = /(?:[ \t\f]|\\\n)*/y;

/**
 * Tokens of a Python text whose newlines are `\n` (`Lib/tokenize.py`); `isExpression` takes newlines for blanks and
 * gives no blocks, as `eval` of a text in brackets does. Throws `SyntaxFault`.
 */
export function tokenize(text: string, isExpression: boolean): Token[] {
  return new Tokenizer(text, isExpression).read();
}

class Tokenizer {
  private readonly tokens: Token[] = [];
  private readonly indents = [0];
  private readonly text: string;
  private readonly brackets: Token[] = [];
  private readonly isExpression: boolean;
  private at = 0;

  constructor(text: string, isExpression: boolean) {
    this.text = text;
    this.isExpression = isExpression;
  }

  read(): Token[] {
    const { text } = this;
    let atLineStart = !this.isExpression;
    while (this.at < text.length) {
      if (atLineStart && !this.brackets.length) {
        atLineStart = false;
        if (this.readIndent()) atLineStart = true;
        continue;
      }
      BLANKS.lastIndex = this.at;
      this.at += BLANKS.exec(text)?.[0].length ?? 0;
      const char = text[this.at];
      if (char === undefined) break;
      if (char === "#") this.skipComment();
      else if (char === "\n") atLineStart = this.readNewline();
      else this.readToken(char);
    }
    const open = this.brackets.at(-1);
    if (open) throw new SyntaxFault(`'${open.text}' is never closed`, open.start);
    if (!this.isExpression) this.finish();
    this.push("end", this.at, this.at);
    return this.tokens;
  }

  private finish(): void {
    if (this.tokens.length && this.tokens.at(-1)?.kind !== "newline") this.push("newline", this.at, this.at);
    for (; this.indents.length > 1; this.indents.pop()) this.push("dedent", this.at, this.at);
  }

  private push(kind: Token["kind"], start: number, end: number): void {
    this.tokens.push({ kind, text: this.text.slice(start, end), start, end });
    this.at = end;
  }

  private skipComment(): void {
    const end = this.text.indexOf("\n", this.at);
    this.at = end < 0 ? this.text.length : end;
  }

  /** True where the newline ended a statement or a blank line: indentation counts after it. */
  private readNewline(): boolean {
    if (this.brackets.length || this.isExpression) {
      this.at++;
      return false;
    }
    this.push("newline", this.at, this.at + 1);
    return true;
  }

  /** True for a line without code, which was passed over. */
  private readIndent(): boolean {
    const { text } = this;
    let column = 0;
    let at = this.at;
    for (; at < text.length; at++) {
      const char = text[at];
      if (char === " ") column++;
      else if (char === "\t") column = (Math.floor(column / 8) + 1) * 8;
      else if (char === "\f") column = 0;
      else break;
    }
    this.at = at;
    if (text[at] === "#") this.skipComment();
    if (this.at >= text.length) return false;
    if (text[this.at] === "\n") {
      this.at++;
      return true;
    }
    const last = this.indents.at(-1) as number;
    if (column > last) {
      this.indents.push(column);
      this.push("indent", at, at);
    }
    while (column < (this.indents.at(-1) as number)) {
      this.indents.pop();
      this.push("dedent", at, at);
    }
    if (column !== this.indents.at(-1)) throw new SyntaxFault("the indentation fits no block around it", at);
    return false;
  }

  private readToken(char: string): void {
    const { text, at } = this;
    STRING.lastIndex = at;
    const prefix = STRING.exec(text)?.[0];
    if (prefix !== undefined && PREFIXES.has(prefix.toLowerCase())) return this.readString(prefix);
    const end = identifierEnd(text, at);
    if (end > at) {
      this.push(KEYWORDS.has(text.slice(at, end)) ? "keyword" : "name", at, end);
      return;
    }
    if (/\d/.test(char) || (char === "." && /\d/.test(text[at + 1] ?? ""))) return this.readNumber();
    OPERATOR.lastIndex = at;
    const op = OPERATOR.exec(text)?.[0];
    if (op === undefined) throw new SyntaxFault(`the character ${JSON.stringify(char)} has no place here`, at);
    this.push("op", at, at + op.length);
    if ("([{".includes(op)) this.brackets.push(this.tokens.at(-1) as Token);
    else if (")]}".includes(op)) this.closeBracket(op, at);
  }

  private closeBracket(op: string, at: number): void {
    const open = this.brackets.pop();
    if (!open) throw new SyntaxFault(`'${op}' closes nothing`, at);
    if ({ "(": ")", "[": "]", "{": "}" }[open.text] !== op)
      throw new SyntaxFault(`'${op}' does not close '${open.text}'`, at);
  }

  private readString(prefix: string): void {
    const span = scanString(this.text, this.at + prefix.length);
    if (!span) throw new SyntaxFault("the text is never closed", this.at);
    this.push("string", this.at, span.end);
  }

  private readNumber(): void {
    const { text, at } = this;
    const number = scanNumber(text, at);
    const end = at + number.length;
    if (/^0\d*[1-9]\d*$/.test(number.replaceAll("_", "")))
      throw new SyntaxFault("a decimal integer may not begin with 0", at);
    const word = text.slice(end, identifierEnd(text, end));
    // `1if x else y` is Python, `1st` is none.
    if (word && !KEYWORDS.has(word)) throw new SyntaxFault(`'${number}${word}' is no number`, at);
    this.push("number", at, end);
  }
}
