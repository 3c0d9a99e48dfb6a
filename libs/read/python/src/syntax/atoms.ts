import type { PyComprehension, PyExpr, PyKeyword } from "./ast.ts";
import { TokenReader } from "./reader.ts";
import { textOf } from "./text.ts";
import type { Token } from "./tokens.ts";

/** Reads what operators stand between: names, literals, displays, calls and subscripts (the grammar's `primary`). */
export abstract class AtomParser extends TokenReader {
  abstract expression(): PyExpr;
  protected abstract or(): PyExpr;
  protected abstract walrus(): PyExpr;
  protected abstract binary(least: number): PyExpr;
  protected abstract starOr(read: () => PyExpr): PyExpr;
  protected abstract yields(): PyExpr;

  protected beginsExpression(): boolean {
    const { kind, text } = this.token;
    if (kind === "keyword") return /^(?:False|None|True|await|lambda|not|yield)$/.test(text);
    return kind === "op" ? /^(?:[([{~+*-]|\*\*|\.\.\.)$/.test(text) : kind !== "newline" && kind !== "end";
  }

  protected primary(): PyExpr {
    const { start } = this.token;
    let value = this.atom();
    for (;;) {
      if (this.take(".")) value = { kind: "attribute", value, attr: this.name(), ...this.span(start) };
      else if (this.take("(")) value = this.arguments(value, start);
      else if (this.take("[")) {
        const index = this.index();
        this.expect("]");
        value = { kind: "subscript", value, index, ...this.span(start) };
      } else return value;
    }
  }

  /** The call of something whose bracket stands next. */
  protected callOf(func: PyExpr): PyExpr {
    this.expect("(");
    return this.arguments(func, func.start);
  }

  private arguments(func: PyExpr, start: number): PyExpr {
    const args: PyExpr[] = [];
    const keywords: PyKeyword[] = [];
    while (!this.is(")")) {
      const from = this.token.start;
      const next = this.tokens[this.at + 1];
      if (this.take("**")) keywords.push({ name: null, value: this.expression(), ...this.span(from) });
      else if (this.token.kind === "name" && next?.kind === "op" && next.text === "=") {
        const name = this.name();
        this.at++;
        if (keywords.some((keyword) => keyword.name === name)) this.fail(`the argument '${name}' is given twice`, from);
        keywords.push({ name, value: this.expression(), ...this.span(from) });
      } else args.push(this.argument(keywords, from));
      if (!this.take(",")) break;
    }
    this.expect(")");
    return { kind: "call", func, args, keywords, ...this.span(start) };
  }

  private argument(keywords: readonly PyKeyword[], start: number): PyExpr {
    const isStar = this.is("*");
    if (!isStar && keywords.length) this.fail("an argument by place follows one by name");
    const item = this.starOr(() => this.walrus());
    return this.beginsLoop() ? this.comprehension("generator", item, null, start) : item;
  }

  private index(): PyExpr {
    const { start } = this.token;
    const items = [this.slice()];
    while (this.take(",") && !this.is("]")) items.push(this.slice());
    return items.length === 1 ? (items[0] as PyExpr) : { kind: "tuple", items, ...this.span(start) };
  }

  private slice(): PyExpr {
    const { start } = this.token;
    const parts: PyExpr[] = [];
    if (!this.is(":")) parts.push(this.starOr(() => this.walrus()));
    if (!this.is(":")) return parts[0] as PyExpr;
    while (this.take(":")) if (this.beginsExpression()) parts.push(this.expression());
    return { kind: "slice", parts, ...this.span(start) };
  }

  private beginsLoop(): boolean {
    return this.is("for") || (this.is("async") && this.tokens[this.at + 1]?.text === "for");
  }

  private comprehension(
    of: (PyExpr & { kind: "comprehension" })["of"],
    item: PyExpr,
    value: PyExpr | null,
    start: number,
  ): PyExpr {
    const loops: PyComprehension[] = [];
    while (this.beginsLoop()) {
      this.take("async");
      this.expect("for");
      const target = this.targets();
      this.expect("in");
      const iter = this.or();
      const ifs: PyExpr[] = [];
      while (this.take("if")) ifs.push(this.or());
      loops.push({ target, iter, ifs });
    }
    return { kind: "comprehension", of, item, value, loops, ...this.span(start) };
  }

  /** Targets of a loop: what stands before `in`. */
  protected targets(): PyExpr {
    const { start } = this.token;
    const items = [this.starOr(() => this.primary())];
    const isTuple = this.is(",");
    while (this.take(",") && !this.is("in")) items.push(this.starOr(() => this.primary()));
    const found: PyExpr = isTuple ? { kind: "tuple", items, ...this.span(start) } : (items[0] as PyExpr);
    this.assignable(found);
    return found;
  }

  /** Only names, attributes, subscripts and lists of them can be assigned to. */
  protected assignable(target: PyExpr): void {
    if (target.kind === "tuple" || target.kind === "list") target.items.forEach((item) => this.assignable(item));
    else if (target.kind === "starred") this.assignable(target.value);
    else if (!["name", "attribute", "subscript"].includes(target.kind))
      this.fail("nothing can be assigned to this", target.start);
  }

  private atom(): PyExpr {
    const { token } = this;
    const { kind, text, start } = token;
    if (kind === "name") return { kind, id: this.name(), ...this.span(start) };
    if (kind === "number") return this.literal({ kind, value: text, start, end: token.end });
    if (kind === "string") return this.strings();
    if (text === "True" || text === "False")
      return this.literal({ ...token, kind: "constant", value: text === "True" });
    if (text === "None") return this.literal({ ...token, kind: "constant", value: null });
    if (text === "...") return this.literal({ ...token, kind: "constant", value: "..." });
    if (this.take("(")) return this.parenthesis(start);
    if (this.take("[")) return this.list(start);
    if (this.take("{")) return this.braces(start);
    return kind === "end" || kind === "newline"
      ? this.fail("an expression is expected at the end")
      : this.fail(`'${text}' has no place here`);
  }

  private literal(node: PyExpr): PyExpr {
    this.at++;
    return node;
  }

  /** Strings that follow each other are one. */
  private strings(): PyExpr {
    const { start } = this.token;
    const parts: string[] = [];
    while (this.token.kind === "string") parts.push((this.tokens[this.at++] as Token).text);
    return { ...textOf(parts, start), ...this.span(start) };
  }

  private parenthesis(start: number): PyExpr {
    if (this.take(")")) return { kind: "tuple", items: [], ...this.span(start) };
    const first = this.starOr(() => this.walrus());
    if (this.beginsLoop()) {
      const found = this.comprehension("generator", first, null, start);
      this.expect(")");
      return { ...found, ...this.span(start) };
    }
    if (first.kind !== "starred" && this.take(")")) return { ...first, ...this.span(start) };
    const items = [first, ...this.rest(")")];
    return { kind: "tuple", items, ...this.span(start) };
  }

  private rest(end: string): PyExpr[] {
    const items: PyExpr[] = [];
    while (this.take(",") && !this.is(end)) items.push(this.starOr(() => this.walrus()));
    this.expect(end);
    return items;
  }

  private list(start: number): PyExpr {
    if (this.take("]")) return { kind: "list", items: [], ...this.span(start) };
    const first = this.starOr(() => this.walrus());
    if (this.beginsLoop()) {
      const found = this.comprehension("list", first, null, start);
      this.expect("]");
      return { ...found, ...this.span(start) };
    }
    return { kind: "list", items: [first, ...this.rest("]")], ...this.span(start) };
  }

  private braces(start: number): PyExpr {
    if (this.take("}")) return { kind: "dict", entries: [], ...this.span(start) };
    const isStar = this.is("**");
    const first = isStar ? null : this.starOr(() => this.walrus());
    if (first && !this.is(":")) return this.set(first, start);
    const entries = [this.entry(first)];
    const [only] = entries;
    if (only?.key && this.beginsLoop()) {
      const found = this.comprehension("dict", only.key, only.value, start);
      this.expect("}");
      return { ...found, ...this.span(start) };
    }
    while (this.take(",") && !this.is("}")) entries.push(this.entry(this.is("**") ? null : this.expression()));
    this.expect("}");
    return { kind: "dict", entries, ...this.span(start) };
  }

  private entry(key: PyExpr | null): { key: PyExpr | null; value: PyExpr } {
    if (!key) {
      this.expect("**");
      return { key, value: this.binary(1) };
    }
    this.expect(":");
    return { key, value: this.expression() };
  }

  private set(first: PyExpr, start: number): PyExpr {
    if (this.beginsLoop()) {
      const found = this.comprehension("set", first, null, start);
      this.expect("}");
      return { ...found, ...this.span(start) };
    }
    return { kind: "set", items: [first, ...this.rest("}")], ...this.span(start) };
  }
}
