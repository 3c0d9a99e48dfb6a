import type { PyExpr, PyParameter } from "./ast.ts";
import { AtomParser } from "./atoms.ts";

/** How strongly operators of two operands bind; all of them group from the left. */
const BINARY: Readonly<Record<string, number>> = {
  "|": 1,
  "^": 2,
  "&": 3,
  "<<": 4,
  ">>": 4,
  "+": 5,
  "-": 5,
  "*": 6,
  "/": 6,
  "//": 6,
  "%": 6,
  "@": 6,
};
const COMPARE = new Set(["<", ">", "==", ">=", "<=", "!=", "in", "is", "not"]);

/** Reads Python expressions from tokens (the grammar's part from `star_expressions` to `atom`). Throws `SyntaxFault`. */
export class ExpressionParser extends AtomParser {
  private depth = 0;

  /** One expression, or a tuple of several without brackets; `*x` may be among them. */
  expressions(): PyExpr {
    const { start } = this.token;
    const first = this.starOr(() => this.walrus());
    if (!this.is(",")) return first;
    const items = [first];
    while (this.take(",") && this.beginsExpression()) items.push(this.starOr(() => this.walrus()));
    return { kind: "tuple", items, ...this.span(start) };
  }

  protected starOr(read: () => PyExpr): PyExpr {
    const { start } = this.token;
    if (!this.take("*")) return read();
    return { kind: "starred", value: this.binary(1), ...this.span(start) };
  }

  protected walrus(): PyExpr {
    const { start } = this.token;
    const target = this.expression();
    if (target.kind !== "name" || !this.take(":=")) return target;
    return { kind: "walrus", target, value: this.expression(), ...this.span(start) };
  }

  expression(): PyExpr {
    if (++this.depth > 180) this.fail("brackets are nested too deep");
    const found = this.ternary();
    this.depth--;
    return found;
  }

  private ternary(): PyExpr {
    const { start } = this.token;
    if (this.is("lambda")) return this.lambda();
    if (this.is("yield")) return this.yields();
    const body = this.or();
    if (!this.take("if")) return body;
    const test = this.or();
    this.expect("else");
    return { kind: "if", test, body, orelse: this.expression(), ...this.span(start) };
  }

  protected yields(): PyExpr {
    const { start } = this.expect("yield");
    const value = this.take("from") ? this.expression() : this.beginsExpression() ? this.expressions() : null;
    return { kind: "yield", value, ...this.span(start) };
  }

  private lambda(): PyExpr {
    const { start } = this.expect("lambda");
    const params = this.parameters(":", false);
    this.expect(":");
    return { kind: "lambda", params, body: this.expression(), ...this.span(start) };
  }

  /** Parameters up to a token, which stays. */
  protected parameters(end: string, annotated: boolean): PyParameter[] {
    const params: PyParameter[] = [];
    let keywordOnly = false;
    let hasDefault = false;
    while (!this.is(end)) {
      const { start } = this.token;
      const stars = this.take("**") ? 2 : this.take("*") ? 1 : 0;
      if (stars === 1 && this.is(",")) keywordOnly = true;
      else if (!(stars === 0 && params.length && this.take("/"))) {
        const name = this.name();
        if (params.some((param) => param.name === name)) this.fail(`'${name}' is a parameter already`, start);
        if (annotated && this.take(":")) this.starOr(() => this.expression());
        const value = this.take("=") ? this.expression() : null;
        if (stars === 0 && !keywordOnly && hasDefault && !value)
          this.fail("a parameter without a default follows one with it", start);
        hasDefault ||= value !== null;
        params.push({ name, stars, keywordOnly, default: value, ...this.span(start) });
        if (stars === 1) keywordOnly = true;
      }
      if (!this.take(",")) break;
    }
    return params;
  }

  protected or(): PyExpr {
    return this.joined("or", () => this.joined("and", () => this.not()));
  }

  private joined(op: "and" | "or", read: () => PyExpr): PyExpr {
    const { start } = this.token;
    const values = [read()];
    while (this.take(op)) values.push(read());
    return values.length === 1 ? (values[0] as PyExpr) : { kind: "bool", op, values, ...this.span(start) };
  }

  private not(): PyExpr {
    const { start } = this.token;
    if (!this.take("not")) return this.compare();
    return { kind: "unary", op: "not", operand: this.not(), ...this.span(start) };
  }

  private compare(): PyExpr {
    const { start } = this.token;
    const values = [this.binary(1)];
    const ops: string[] = [];
    while (COMPARE.has(this.token.text) && this.token.kind !== "string") {
      const op = this.tokens[this.at++]?.text as string;
      if (op === "not") this.expect("in");
      ops.push(op === "not" ? "not in" : op === "is" && this.take("not") ? "is not" : op);
      values.push(this.binary(1));
    }
    return ops.length ? { kind: "compare", ops, values, ...this.span(start) } : (values[0] as PyExpr);
  }

  protected binary(least: number): PyExpr {
    const { start } = this.token;
    let left = this.unary();
    for (;;) {
      const { kind, text: op } = this.token;
      const strength = kind === "op" ? BINARY[op] : undefined;
      if (strength === undefined || strength < least) return left;
      this.at++;
      left = { kind: "binary", op, left, right: this.binary(strength + 1), ...this.span(start) };
    }
  }

  private unary(): PyExpr {
    const { start, text: op, kind } = this.token;
    if (kind === "op" && (op === "-" || op === "+" || op === "~")) {
      this.at++;
      return { kind: "unary", op, operand: this.unary(), ...this.span(start) };
    }
    const left = this.take("await") ? this.awaited(start) : this.primary();
    if (!this.take("**")) return left;
    return { kind: "binary", op: "**", left, right: this.unary(), ...this.span(start) };
  }

  private awaited(start: number): PyExpr {
    return { kind: "await", value: this.primary(), ...this.span(start) };
  }
}
