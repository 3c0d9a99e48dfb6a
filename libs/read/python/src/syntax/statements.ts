import type { PyClassNode, PyExpr, PyFunctionNode, PyHandler, PyNode } from "./ast.ts";
import { SimpleParser } from "./simple.ts";

/** Reads Python statements from tokens. Throws `SyntaxFault`. */
export class StatementParser extends SimpleParser {
  file(): PyNode[] {
    const nodes: PyNode[] = [];
    while (!this.ended()) this.statement(nodes);
    return nodes;
  }

  private statement(into: PyNode[]): void {
    const { kind, text, start } = this.token;
    if (kind === "indent") this.fail("unexpected indentation");
    if (kind === "newline") return void this.at++;
    if (text === "@" && kind === "op") return void into.push(this.decorated());
    if (kind === "keyword") {
      const compound = this.compound(text, start);
      if (compound) return void into.push(compound);
    }
    const found = kind === "name" && text === "match" ? this.match() : null;
    if (found) into.push(found);
    else this.simpleLine(into);
  }

  private compound(keyword: string, start: number): PyNode | null {
    switch (keyword) {
      case "def":
        return this.func([], start);
      case "class":
        return this.class([], start);
      case "if":
        return this.branch();
      case "while":
        return this.loop(start);
      case "for":
        return this.for(start);
      case "with":
        return this.with(start);
      case "try":
        return this.try(start);
      case "async":
        return this.async(start);
      default:
        return null;
    }
  }

  private async(start: number): PyNode {
    this.at++;
    if (this.is("def")) return this.func([], start);
    if (this.is("for")) return this.for(start);
    if (this.is("with")) return this.with(start);
    return this.fail("'def', 'for' or 'with' is expected");
  }

  private decorated(): PyFunctionNode | PyClassNode {
    const decorators: PyExpr[] = [];
    while (this.take("@")) {
      decorators.push(this.expression());
      this.newline();
    }
    const { start } = this.token;
    if (this.is("class")) return this.class(decorators, start);
    this.take("async");
    return this.func(decorators, start);
  }

  private func(decorators: readonly PyExpr[], start: number): PyFunctionNode {
    this.expect("def");
    const name = this.name();
    this.expect("(");
    const params = this.parameters(")", true);
    this.expect(")");
    if (this.take("->")) this.expressions();
    return { kind: "function", name, params, decorators, body: this.block(), ...this.span(start) };
  }

  private class(decorators: readonly PyExpr[], start: number): PyClassNode {
    this.expect("class");
    const name = this.name();
    const bases: PyExpr[] = [];
    if (this.is("(")) {
      // A call has the same brackets.
      const call = this.callOf({ kind: "name", id: name, ...this.span(start) });
      if (call.kind === "call") bases.push(...call.args);
    }
    return { kind: "class", name, bases, decorators, body: this.block(), ...this.span(start) };
  }

  private block(): PyNode[] {
    this.expect(":");
    const nodes: PyNode[] = [];
    if (this.token.kind !== "newline") {
      this.simpleLine(nodes);
      return nodes;
    }
    this.at++;
    if (!this.atKind("indent")) this.fail("an indented block is expected");
    this.at++;
    while (!this.atKind("dedent")) this.statement(nodes);
    this.at++;
    return nodes;
  }

  private branch(): PyNode {
    const { start } = this.token;
    this.at++;
    const test = this.expressions();
    const body = this.block();
    const orelse = this.is("elif") ? [this.branch()] : this.take("else") ? this.block() : [];
    return { kind: "branch", test, body, orelse, ...this.span(start) };
  }

  private loop(start: number): PyNode {
    this.expect("while");
    const test = this.expressions();
    return {
      kind: "while",
      test,
      body: this.block(),
      orelse: this.take("else") ? this.block() : [],
      ...this.span(start),
    };
  }

  private for(start: number): PyNode {
    this.expect("for");
    const target = this.targets();
    this.expect("in");
    const iter = this.expressions();
    const body = this.block();
    return { kind: "for", target, iter, body, orelse: this.take("else") ? this.block() : [], ...this.span(start) };
  }

  private with(start: number): PyNode {
    this.expect("with");
    const items: { value: PyExpr; as: PyExpr | null }[] = [];
    const wrapped = this.bracketedItems();
    if (wrapped) items.push(...wrapped);
    else
      do items.push(this.withItem());
      while (this.take(","));
    return { kind: "with", items, body: this.block(), ...this.span(start) };
  }

  /** `with (a as b, c as d):`, whose brackets are no expression's. */
  private bracketedItems(): { value: PyExpr; as: PyExpr | null }[] | null {
    const from = this.at;
    if (!this.take("(")) return null;
    let depth = 1;
    let hasAs = false;
    for (let at = this.at; depth > 0; at++) {
      const { text, kind } = this.tokens[at] ?? { text: "", kind: "end" };
      if (kind === "end") break;
      if (kind === "op" && /^[([{]$/.test(text)) depth++;
      else if (kind === "op" && /^[)\]}]$/.test(text)) depth--;
      else if (depth === 1 && kind === "keyword" && text === "as") hasAs = true;
    }
    if (!hasAs) {
      this.at = from;
      return null;
    }
    const items: { value: PyExpr; as: PyExpr | null }[] = [];
    do if (!this.is(")")) items.push(this.withItem());
    while (this.take(","));
    this.expect(")");
    return items;
  }

  private withItem(): { value: PyExpr; as: PyExpr | null } {
    const value = this.expression();
    const as = this.take("as") ? this.primary() : null;
    if (as) this.assignable(as);
    return { value, as };
  }

  private try(start: number): PyNode {
    this.expect("try");
    const body = this.block();
    const handlers: PyHandler[] = [];
    while (this.take("except")) {
      this.take("*");
      const type = this.is(":") ? null : this.expressions();
      handlers.push({ type, as: this.take("as") ? this.name() : null, body: this.block() });
    }
    const orelse = handlers.length && this.take("else") ? this.block() : [];
    const final = this.take("finally") ? this.block() : null;
    if (!handlers.length && !final) this.fail("'except' or 'finally' is expected");
    return { kind: "try", body, handlers, orelse, final: final ?? [], ...this.span(start) };
  }

  /** `match x:` begins a block only where a colon and an indented `case` follow; else the word is a name. */
  private match(): PyNode | null {
    const from = this.at;
    const { start } = this.token;
    const next = this.tokens[from + 1];
    if (!next || next.kind === "newline" || (next.kind === "op" && !/^[([{*-]$/.test(next.text))) return null;
    let end = from;
    while (this.tokens[end]?.kind !== "newline" && this.tokens[end]?.kind !== "end") end++;
    if (this.tokens[end - 1]?.text !== ":" || this.tokens[end + 1]?.kind !== "indent") return null;
    this.at++;
    const subject = this.expressions();
    this.expect(":");
    this.at += 2;
    const cases: { pattern: PyExpr; guard: PyExpr | null; body: PyNode[] }[] = [];
    while (!this.atKind("dedent")) {
      if (this.token.text !== "case") this.fail("'case' is expected");
      this.at++;
      const pattern = this.pattern();
      const guard = this.take("if") ? this.expressions() : null;
      cases.push({ pattern, guard, body: this.block() });
    }
    this.at++;
    return { kind: "match", subject, cases, ...this.span(start) };
  }

  /** Patterns have a grammar of their own (`x as y`, `**rest`): their tokens are passed over. */
  private pattern(): PyExpr {
    const { start } = this.token;
    for (let depth = 0; depth > 0 || !(this.is(":") || this.is("if")); this.at++) {
      if (this.token.kind === "end" || this.token.kind === "newline") this.fail("':' is expected");
      if (/^[([{]$/.test(this.token.text)) depth++;
      else if (/^[)\]}]$/.test(this.token.text)) depth--;
    }
    return { kind: "format", ...this.span(start) };
  }
}
