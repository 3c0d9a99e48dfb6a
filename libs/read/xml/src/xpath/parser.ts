import { AXES } from "./axes.ts";
import { binary, constant, negate, nodes, type Expression } from "./expression.ts";
import { FUNCTIONS } from "./functions.ts";
import { tokenize, XPathError, type Token } from "./lexer.ts";
import { ANY_NODE, filter, kindTest, nameTest, path, type NodeTest, type Step } from "./path.ts";

const NODE_TYPES = new Set(["node", "text", "comment", "processing-instruction"]);
/** From loosest to tightest; `|` and paths bind tighter still. */
const LEVELS = [["or"], ["and"], ["=", "!="], ["<", "<=", ">", ">="], ["+", "-"], ["*", "div", "mod"]];

const ANY_DESCENT: Step = { axis: "descendant-or-self", test: ANY_NODE, predicates: [] };

/** XPath 1.0 text → a compiled expression; throws {@link XPathError} with the offset of what is wrong. */
export function parseXPath(text: string): Expression {
  return new Parser(tokenize(text)).whole();
}

class Parser {
  private readonly tokens: readonly Token[];
  private next = 0;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  whole(): Expression {
    const expression = this.level(0);
    if (this.peek().kind !== "end") throw this.unexpected();
    return expression;
  }

  private level(index: number): Expression {
    const operators = LEVELS[index];
    if (!operators) return this.unary();
    let left = this.level(index + 1);
    for (let operator = this.takeOne(operators); operator; operator = this.takeOne(operators))
      left = binary(operator, left, this.level(index + 1));
    return left;
  }

  private unary(): Expression {
    if (this.take("-")) return negate(this.unary());
    let left = this.pathExpression();
    while (this.take("|")) left = binary("|", left, this.pathExpression());
    return left;
  }

  private pathExpression(): Expression {
    if (!this.startsFilter()) return this.locationPath();
    const primary = this.primary();
    const predicates = this.predicates();
    const filtered = predicates.length === 0 ? primary : filtering(primary, predicates);
    if (!this.at("/") && !this.at("//")) return filtered;
    return path(filtered, this.moreSteps());
  }

  private startsFilter(): boolean {
    const { kind, text } = this.peek();
    if (kind === "literal" || kind === "number" || (kind === "operator" && text === "(")) return true;
    return kind === "name" && this.tokens[this.next + 1]?.text === "(" && !NODE_TYPES.has(text);
  }

  private primary(): Expression {
    const token = this.advance();
    if (token.kind === "literal") return constant(token.text);
    if (token.kind === "number") return constant(Number(token.text));
    if (token.kind === "name") return this.call(token);
    const inner = this.level(0);
    this.expect(")");
    return inner;
  }

  private call(name: Token): Expression {
    const known = Object.hasOwn(FUNCTIONS, name.text) ? FUNCTIONS[name.text] : undefined;
    if (!known) throw new XPathError(`unknown function ${name.text}()`, name.at);
    this.expect("(");
    const args: Expression[] = [];
    if (!this.at(")"))
      do args.push(this.level(0));
      while (this.take(","));
    this.expect(")");
    if (args.length < known.min || args.length > known.max)
      throw new XPathError(`${name.text}() takes another number of arguments`, name.at);
    const positional = name.text === "position" || name.text === "last" || args.some((arg) => arg.positional);
    return {
      evaluate: (context) =>
        known.call(
          args.map((arg) => arg.evaluate(context)),
          context,
        ),
      returns: known.returns,
      positional,
    };
  }

  /** libxml2 forgives further slashes at the start of a path, and Odoo's own views have some: `////div`. */
  private locationPath(): Expression {
    const steps: Step[] = [];
    let absolute = false;
    for (let slash = this.takeOne(["/", "//"]); slash; slash = this.takeOne(["/", "//"])) {
      absolute = true;
      if (slash === "//") steps.push(ANY_DESCENT);
    }
    if (!absolute) return path("context", [this.step(), ...this.moreSteps()]);
    if (steps.length > 0 || this.startsStep()) steps.push(this.step(), ...this.moreSteps());
    return path("root", steps);
  }

  private moreSteps(): Step[] {
    const steps: Step[] = [];
    for (let slash = this.takeOne(["/", "//"]); slash; slash = this.takeOne(["/", "//"])) {
      if (slash === "//") steps.push(ANY_DESCENT);
      steps.push(this.step());
    }
    return steps;
  }

  private startsStep(): boolean {
    return this.peek().kind === "name" || this.at("@") || this.at(".") || this.at("..");
  }

  private step(): Step {
    if (this.take(".")) return { axis: "self", test: ANY_NODE, predicates: [] };
    if (this.take("..")) return { axis: "parent", test: ANY_NODE, predicates: [] };
    const axis = this.axis();
    return { axis, test: this.nodeTest(axis), predicates: this.predicates() };
  }

  private axis(): string {
    if (this.take("@")) return "attribute";
    if (this.tokens[this.next + 1]?.text !== "::") return "child";
    const name = this.advance();
    this.expect("::");
    if (!Object.hasOwn(AXES, name.text)) throw new XPathError(`unknown axis ${name.text}`, name.at);
    return name.text;
  }

  private nodeTest(axis: string): NodeTest {
    const token = this.advance();
    if (token.kind !== "name") throw this.unexpected(token);
    if (NODE_TYPES.has(token.text) && this.take("(")) {
      const target = this.peek().kind === "literal" ? this.advance().text : undefined;
      this.expect(")");
      return kindTest(token.text, target);
    }
    if (!token.text.startsWith("{") && token.text.includes(":"))
      throw new XPathError(`undefined namespace prefix in ${token.text}`, token.at);
    return nameTest(token.text, axis);
  }

  private predicates(): Expression[] {
    const predicates: Expression[] = [];
    while (this.take("[")) {
      predicates.push(this.level(0));
      this.expect("]");
    }
    return predicates;
  }

  private peek(): Token {
    return this.tokens[this.next] as Token;
  }

  private advance(): Token {
    const token = this.peek();
    if (token.kind === "end") throw this.unexpected(token);
    this.next++;
    return token;
  }

  private at(text: string): boolean {
    return this.peek().kind === "operator" && this.peek().text === text;
  }

  private take(text: string): boolean {
    if (!this.at(text)) return false;
    this.next++;
    return true;
  }

  private takeOne(texts: readonly string[]): string | undefined {
    return texts.find((text) => this.take(text));
  }

  private expect(text: string): void {
    if (!this.take(text)) throw new XPathError(`expected ${text}`, this.peek().at);
  }

  private unexpected(token = this.peek()): XPathError {
    return new XPathError(
      token.kind === "end" ? "the expression ends too early" : `unexpected ${token.text}`,
      token.at,
    );
  }
}

function filtering(primary: Expression, predicates: readonly Expression[]): Expression {
  return {
    evaluate: (context) =>
      predicates.reduce((kept, predicate) => filter(kept, predicate, context.scope), nodes(primary.evaluate(context))),
    returns: "nodes",
    positional: primary.positional,
  };
}
