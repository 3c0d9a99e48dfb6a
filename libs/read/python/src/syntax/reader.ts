import { SyntaxFault } from "../structure/lines.ts";
import type { Token } from "./tokens.ts";

/** A place in a list of tokens. */
export class TokenReader {
  protected at = 0;
  protected readonly tokens: readonly Token[];

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  protected get token(): Token {
    return this.tokens[this.at] as Token;
  }

  protected is(text: string): boolean {
    const { kind, text: found } = this.token;
    return found === text && (kind === "op" || kind === "keyword");
  }

  protected atKind(kind: Token["kind"]): boolean {
    return this.token.kind === kind;
  }

  protected take(text: string): boolean {
    if (!this.is(text)) return false;
    this.at++;
    return true;
  }

  protected expect(text: string): Token {
    const { token } = this;
    if (!this.take(text)) this.fail(`'${text}' is expected`);
    return token;
  }

  protected name(): string {
    const { kind, text } = this.token;
    if (kind !== "name") this.fail("a name is expected");
    this.at++;
    return text;
  }

  fail(message: string, offset = this.token.start): never {
    throw new SyntaxFault(message, offset);
  }

  private get lastEnd(): number {
    return this.tokens[this.at - 1]?.end ?? 0;
  }

  protected span(start: number): { start: number; end: number } {
    return { start, end: this.lastEnd };
  }

  /** Nothing is left. */
  ended(): boolean {
    return this.token.kind === "end";
  }
}
