/** `name` covers `*`, `@`-less QNames and lxml's `{uri}local`; `operator` every other symbol and operator name. */
export interface Token {
  readonly kind: "name" | "literal" | "number" | "operator" | "end";
  readonly text: string;
  readonly at: number;
}

/** An expression that XPath 1.0 does not allow, or that no node-set can come of. */
export class XPathError extends Error {
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

const SYMBOL = /::|\/\/|!=|<=|>=|\.\.|[()[\].@,/|+\-=<>]/y;
const NUMBER = /\d+(?:\.\d*)?|\.\d+/y;
const NCNAME = String.raw`[\p{L}_][\p{L}\p{N}_.\-\u00b7]*`;
const NAME = new RegExp(String.raw`(?:\{[^}]*\})?(?:${NCNAME}(?::(?!:)(?:${NCNAME}|\*))?|\*)`, "uy");
const OPERATOR_NAMES = new Set(["and", "or", "mod", "div"]);
const BEFORE_OPERAND = new Set(["@", "::", "(", "[", ",", "/", "//", "|", "+", "-", "=", "!=", "<", "<=", ">", ">="]);

/** Splits an expression by the rules of XPath 1.0, 3.7: after an operand, `*` and `and` are operators. */
export function tokenize(expression: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < expression.length) {
    if (/\s/.test(expression[at] as string)) {
      at++;
      continue;
    }
    const token = readToken(expression, at, operandExpected(tokens.at(-1)));
    tokens.push(token);
    at += token.kind === "literal" ? token.text.length + 2 : token.text.length;
  }
  tokens.push({ kind: "end", text: "", at });
  return tokens;
}

function operandExpected(previous: Token | undefined): boolean {
  if (!previous) return true;
  return previous.kind === "operator" && (BEFORE_OPERAND.has(previous.text) || /^[a-z*]/.test(previous.text));
}

function readToken(expression: string, at: number, operand: boolean): Token {
  const quote = expression[at];
  if (quote === "'" || quote === '"') {
    const end = expression.indexOf(quote, at + 1);
    if (end === -1) throw new XPathError("a string is not closed", at);
    return { kind: "literal", text: expression.slice(at + 1, end), at };
  }
  const number = match(NUMBER, expression, at);
  if (number !== undefined) return { kind: "number", text: number, at };
  const symbol = match(SYMBOL, expression, at);
  if (symbol !== undefined) return { kind: "operator", text: symbol, at };
  const name = match(NAME, expression, at);
  if (name === undefined) throw new XPathError(`unexpected ${JSON.stringify(expression[at])}`, at);
  const isOperator = !operand && (name === "*" || OPERATOR_NAMES.has(name));
  return { kind: isOperator ? "operator" : "name", text: name, at };
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}
