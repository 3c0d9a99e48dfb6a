import type { Issue, Result } from "@ipai/core";
import { Cursor, NotLiteral } from "./cursor.ts";
import { badEncoding, duplicateKey, notLiteral } from "./issues.ts";
import { addComplex, applySign, parseNumber, scanNumber } from "./number.ts";
import { decodeSource, normalizeNewlines } from "./source.ts";
import { BadEscape, scanString, unescapeBytes, unescapeText } from "./string.ts";
import { hashKey, type Position, type PyEntry, type PyLiteral } from "./value.ts";

/**
 * Value of a Python expression made of literals, equal to `ast.literal_eval` of the same text (CPython 3.11).
 * Bytes are read as a Python file (`decodeSource`).
 *
 * `value` is null when the source is no literal; then there is exactly one error, `python-not-literal` or
 * `python-encoding`, with line and column. Duplicated dict keys give warnings `python-duplicate-key`; the last wins.
 * `from` is the place of the text in its file, for a part of a larger one.
 */
export function parseLiteral(
  source: string | Uint8Array,
  from: Position = { line: 1, column: 1 },
): Result<PyLiteral | null> {
  const decoded = typeof source === "string" ? { text: normalizeNewlines(source), encoding: "" } : decodeSource(source);
  if (decoded.text === null) return { value: null, issues: [badEncoding(decoded.encoding)] };
  const parser = new Parser(decoded.text, from);
  try {
    return { value: parser.parse(), issues: parser.issues };
  } catch (error) {
    if (!(error instanceof NotLiteral)) throw error;
    return { value: null, issues: [notLiteral(error.message, error.at)] };
  }
}

const PREFIX = /^(?:[rbuf]|br|rb|fr|rf)$/i;
const CONSTANTS = new Map<string, { kind: "none" } | { kind: "bool"; value: boolean }>([
  ["None", { kind: "none" }],
  ["True", { kind: "bool", value: true }],
  ["False", { kind: "bool", value: false }],
]);

/** How an operand was written: only a plain number takes a sign, only a plain or signed one begins a complex sum. */
type Form = "plain" | "signed" | "other";

class Parser extends Cursor {
  readonly issues: Issue[] = [];
  private form: Form = "other";

  parse(): PyLiteral {
    this.refuseNullBytes();
    this.skipLeadingBlanks();
    const value = this.expressionList();
    this.skipToEnd();
    return value;
  }

  private refuseNullBytes(): void {
    const at = this.text.indexOf("\0");
    if (at < 0) return;
    this.moveTo(at);
    this.fail("a null byte stands in the text");
  }

  /** `a` alone, or the tuple `a, b`. */
  private expressionList(): PyLiteral {
    const first = this.sum();
    if (this.peek() !== ",") return first;
    const items = [first];
    while (this.take(",") && !this.atLineEnd()) items.push(this.sum());
    return { kind: "tuple", items, line: first.line, column: first.column };
  }

  private sum(): PyLiteral {
    const left = this.signed();
    const sign = this.peek();
    if (sign !== "+" && sign !== "-") return left;
    if (this.form === "other") this.fail("an operation is no literal");
    this.pos++;
    const right = this.signed();
    const sum = this.form === "plain" ? addComplex(sign, left, right) : null;
    this.form = "other";
    return sum ?? this.fail("only a real number and an imaginary one make a literal sum, as in 1+2j", left);
  }

  private signed(): PyLiteral {
    const sign = this.peek();
    const at = this.here();
    if (sign !== "+" && sign !== "-") return this.atom();
    this.pos++;
    const operand = this.atom();
    const value = this.form === "plain" ? applySign(sign, operand, at) : null;
    this.form = "signed";
    return value ?? this.fail("a sign needs a plain number", at);
  }

  private atom(): PyLiteral {
    const char = this.peek();
    const at = this.here();
    this.form = "other";
    if (char === "'" || char === '"') return this.strings(at);
    if (char === "[") return this.list(at);
    if (char === "(") return this.group(at);
    if (char === "{") return this.braces(at);
    if (this.text.startsWith("...", this.pos)) {
      this.pos += 3;
      return { kind: "ellipsis", ...at };
    }
    const number = scanNumber(this.text, this.pos);
    return number ? this.number(number, at) : this.word(at);
  }

  private number(token: string, at: Position): PyLiteral {
    this.pos += token.length;
    if (this.identifier()) this.fail(`'${token}' is followed by '${this.identifier()}'`, at);
    const value = parseNumber(token, at);
    this.form = "plain";
    return typeof value === "string" ? this.fail(value, at) : value;
  }

  private word(at: Position): PyLiteral {
    const word = this.identifier();
    if (!word) this.failOnCharacter();
    if (this.stringPrefix() !== null) return this.strings(at);
    const constant = CONSTANTS.get(word);
    if (!constant && word !== "set") this.fail(`the name '${word}' is no literal`, at);
    this.pos += word.length;
    return constant ? { ...constant, ...at } : this.emptySet(at);
  }

  private failOnCharacter(): never {
    const char = this.text.codePointAt(this.pos);
    if (char === undefined) return this.fail("the text ends where a value is expected");
    return this.fail(`'${String.fromCodePoint(char)}' begins no literal`);
  }

  /** `set()` is the one call that is a literal. */
  private emptySet(at: Position): PyLiteral {
    if (this.peek() !== "(") this.fail("the name 'set' is no literal", at);
    this.open();
    if (this.peek() !== ")") this.fail("set() is a literal only without arguments", at);
    this.close(")");
    return { kind: "set", items: [], ...at };
  }

  /** One or more adjacent string tokens. */
  private strings(at: Position): PyLiteral {
    const parts: (string | Uint8Array)[] = [];
    for (let prefix = this.stringPrefix(); prefix !== null; prefix = this.stringPrefix()) {
      const part = this.string(prefix.toLowerCase());
      if (parts.length && typeof part !== typeof parts[0]) this.fail("bytes and text cannot be joined", at);
      parts.push(part);
      this.peek();
    }
    if (typeof parts[0] === "string") return { kind: "str", value: parts.join(""), ...at };
    return { kind: "bytes", value: Buffer.concat(parts as Uint8Array[]), ...at };
  }

  /** Prefix of the string that begins here (`""`, `r`, `Rb`, …); null where none begins. */
  private stringPrefix(): string | null {
    const char = this.text[this.pos];
    if (char === "'" || char === '"') return "";
    const word = this.identifier();
    const quote = this.text[this.pos + word.length];
    return (quote === "'" || quote === '"') && PREFIX.test(word) ? word : null;
  }

  private string(prefix: string): string | Uint8Array {
    if (prefix.includes("f")) this.fail("an f-string is no literal");
    const span = scanString(this.text, this.pos + prefix.length) ?? this.fail("the string is never closed");
    const raw = prefix.includes("r") || !span.escaped;
    const body = this.text.slice(span.start, span.stop);
    try {
      const value = prefix.includes("b") ? unescapeBytes(body, raw) : raw ? body : unescapeText(body);
      this.moveTo(span.end);
      return value;
    } catch (error) {
      if (error instanceof BadEscape) this.fail(error.message);
      throw error;
    }
  }

  private list(at: Position): PyLiteral {
    this.open();
    const items: PyLiteral[] = [];
    while (this.peek() !== "]") {
      items.push(this.sum());
      if (!this.take(",")) break;
    }
    this.close("]");
    this.form = "other";
    return { kind: "list", items, ...at };
  }

  /** `(a)` is `a` itself, form and all; `()` and `(a,)` are tuples. */
  private group(at: Position): PyLiteral {
    this.open();
    const items: PyLiteral[] = [];
    let isTuple = this.peek() === ")";
    while (this.peek() !== ")") {
      items.push(this.sum());
      if (!this.take(",")) break;
      isTuple = true;
    }
    this.close(")");
    const [only] = items;
    if (!isTuple && only) return only;
    this.form = "other";
    return { kind: "tuple", items, ...at };
  }

  /** A dict, or a set with one element or more. */
  private braces(at: Position): PyLiteral {
    this.open();
    const first = this.peek() === "}" ? null : this.sum();
    const isSet = first !== null && this.peek() !== ":";
    const items = first && isSet ? this.elements(first) : [];
    const entries = first && !isSet ? this.entries(first) : [];
    this.close("}");
    this.form = "other";
    return isSet ? { kind: "set", items, ...at } : { kind: "dict", entries, ...at };
  }

  private elements(first: PyLiteral): PyLiteral[] {
    const items = new Map([[this.hash(first), first]]);
    while (this.take(",") && this.peek() !== "}") {
      const item = this.sum();
      const hash = this.hash(item);
      if (!items.has(hash)) items.set(hash, item);
    }
    return [...items.values()];
  }

  private entries(first: PyLiteral): PyEntry[] {
    const entries = new Map<string, PyEntry>();
    this.entry(entries, first);
    while (this.take(",") && this.peek() !== "}") this.entry(entries, this.sum());
    return [...entries.values()];
  }

  private entry(entries: Map<string, PyEntry>, key: PyLiteral): void {
    const hash = this.hash(key);
    if (!this.take(":")) this.fail("':' is expected after a dict key");
    const value = this.sum();
    const earlier = entries.get(hash);
    if (earlier) this.issues.push(duplicateKey(key, earlier));
    // As in Python, the first key object stays and the last value wins.
    entries.set(hash, { key: earlier?.key ?? key, value });
  }

  private hash(key: PyLiteral): string {
    return hashKey(key) ?? this.fail(`a ${key.kind} cannot be a dict key or an element of a set`, key);
  }
}
