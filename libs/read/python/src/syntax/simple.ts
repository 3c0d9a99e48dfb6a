import type { PyExpr, PyImportNode, PyNode } from "./ast.ts";
import { ExpressionParser } from "./expression.ts";

const AUGMENT = /^(?:\*\*|\/\/|>>|<<|[-+*/%@&|^])=$/;

/** Reads statements that stand on one line. */
export class SimpleParser extends ExpressionParser {
  protected simpleLine(into: PyNode[]): void {
    do {
      if (this.token.kind === "newline") break;
      into.push(this.simple());
    } while (this.take(";"));
    this.newline();
  }

  protected newline(): void {
    if (this.token.kind !== "newline" && this.token.kind !== "end") this.fail("the statement should end here");
    if (this.token.kind === "newline") this.at++;
  }

  private simple(): PyNode {
    const { text, start, kind } = this.token;
    if (kind === "keyword") {
      if (text === "import" || text === "from") return this.import(start);
      if (text === "return" || text === "delete" || text === "del" || text === "raise" || text === "assert")
        return this.values(text, start);
      if (text === "global" || text === "nonlocal") return this.names(text, start);
      if (text === "pass" || text === "break" || text === "continue") {
        this.at++;
        return { kind: text, ...this.span(start) };
      }
    }
    return this.assignment(start);
  }

  private values(keyword: string, start: number): PyNode {
    this.at++;
    const values: PyExpr[] = [];
    if (this.token.kind !== "newline" && !this.is(";")) values.push(this.expressions());
    if (keyword === "raise" && this.take("from")) values.push(this.expression());
    if (keyword === "del") values.forEach((value) => this.assignable(value));
    if ((keyword === "del" || keyword === "assert") && !values.length) this.fail("an expression is expected");
    const kind = keyword === "del" ? "delete" : (keyword as "return" | "raise" | "assert");
    return { kind, values, ...this.span(start) };
  }

  private names(kind: "global" | "nonlocal", start: number): PyNode {
    this.at++;
    const names = [this.name()];
    while (this.take(",")) names.push(this.name());
    return { kind, names, ...this.span(start) };
  }

  private assignment(start: number): PyNode {
    const first = this.expressions();
    const { kind, text } = this.token;
    if (kind !== "op") return { kind: "expr", value: first, ...this.span(start) };
    if (AUGMENT.test(text)) {
      this.at++;
      if (!["name", "attribute", "subscript"].includes(first.kind)) this.fail("nothing can be assigned to this", start);
      return { kind: "augment", target: first, op: text, value: this.expressions(), ...this.span(start) };
    }
    if (this.take(":")) {
      this.assignable(first);
      const type = this.expression();
      const value = this.take("=") ? this.expressions() : null;
      return { kind: "annotate", target: first, type, value, ...this.span(start) };
    }
    if (text !== "=") return { kind: "expr", value: first, ...this.span(start) };
    const parts = [first];
    while (this.take("=")) parts.push(this.expressions());
    const value = parts.pop() as PyExpr;
    parts.forEach((target) => this.assignable(target));
    return { kind: "assign", targets: parts, value, ...this.span(start) };
  }

  private import(start: number): PyImportNode {
    if (this.take("import")) {
      const names = [this.imported(true)];
      while (this.take(",")) names.push(this.imported(true));
      return { kind: "import", level: 0, from: null, names, ...this.span(start) };
    }
    this.expect("from");
    let level = 0;
    for (; this.is(".") || this.is("..."); this.at++) level += this.token.text.length;
    const from = level && this.is("import") ? "" : this.dotted();
    this.expect("import");
    if (this.take("*")) return { kind: "import", level, from, names: [{ name: "*", as: null }], ...this.span(start) };
    const bracket = this.take("(");
    const names = [this.imported(false)];
    while (this.take(",") && !this.is(")")) names.push(this.imported(false));
    if (bracket) this.expect(")");
    return { kind: "import", level, from, names, ...this.span(start) };
  }

  private imported(dotted: boolean): { name: string; as: string | null } {
    const name = dotted ? this.dotted() : this.name();
    return { name, as: this.take("as") ? this.name() : null };
  }

  private dotted(): string {
    let name = this.name();
    while (this.take(".")) name += `.${this.name()}`;
    return name;
  }
}
