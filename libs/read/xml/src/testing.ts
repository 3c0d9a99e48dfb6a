import * as fc from "fast-check";

const TAGS = ["form", "group", "field", "page", "t"];
const NAMES = ["name", "id", "class", "string"];
const VALUES = ["a", "b", "a b", "oe_title x", "", "1", "2"];
const TEXTS = ["", " ", "a", "b c", "1", "\n  ", "é&lt;"];

/** Small documents in the vocabulary of views: enough repetition for expressions to find several nodes. */
export function xmlDocuments(): fc.Arbitrary<string> {
  const attributes = fc.dictionary(fc.constantFrom(...NAMES), fc.constantFrom(...VALUES)).map((entries) =>
    Object.entries(entries)
      .map(([name, value]) => ` ${name}="${value}"`)
      .join(""),
  );
  const text = fc.constantFrom(...TEXTS);
  const { node } = fc.letrec<{ node: string; leaf: string }>((tie) => ({
    leaf: fc.oneof(fc.constant("<!-- c -->"), fc.constant("<?p q?>")),
    node: fc
      .tuple(
        fc.constantFrom(...TAGS),
        attributes,
        text,
        fc.array(fc.tuple(fc.oneof({ depthSize: "small", withCrossShrink: true }, tie("leaf"), tie("node")), text), {
          maxLength: 4,
        }),
      )
      .map(([tag, attrs, head, children]) => `<${tag}${attrs}>${head}${children.flat().join("")}</${tag}>`),
  }));
  return node;
}

/** XPath 1.0 expressions over the same vocabulary, of every value type. */
export function xpathExpressions(): fc.Arbitrary<string> {
  const name = fc.constantFrom(...NAMES);
  const literal = fc.constantFrom(...VALUES).map((value) => `'${value}'`);
  const axis = fc.constantFrom(
    "",
    "",
    "",
    "descendant::",
    "descendant-or-self::",
    "parent::",
    "ancestor::",
    "ancestor-or-self::",
    "following-sibling::",
    "preceding-sibling::",
    "following::",
    "preceding::",
    "self::",
  );
  const test = fc.constantFrom(...TAGS, "*", "node()", "text()", "comment()");
  const { expression } = fc.letrec<{ expression: string; path: string; predicate: string; text: string }>((tie) => ({
    predicate: fc.oneof(
      { depthSize: "small" },
      fc.tuple(name, literal).map(([left, right]) => `@${left}=${right}`),
      name.map((attribute) => `@${attribute}`),
      fc.constantFrom("1", "2", "last()", "position()>1", "position() mod 2 = 1", "last()-1"),
      tie("path"),
      fc.tuple(tie("text"), literal).map(([left, right]) => `contains(${left}, ${right})`),
      fc.tuple(tie("path"), literal).map(([left, right]) => `${left} != ${right}`),
      tie("path").map((path) => `count(${path}) > 1`),
      fc.tuple(tie("predicate"), fc.constantFrom("and", "or"), tie("predicate")).map((parts) => parts.join(" ")),
      tie("predicate").map((predicate) => `not(${predicate})`),
    ),
    text: fc.oneof(
      { depthSize: "small" },
      name.map((attribute) => `@${attribute}`),
      fc.constantFrom("name()", "string()", "normalize-space()", "."),
      tie("path").map((path) => `string(${path})`),
      fc.tuple(tie("text"), literal).map(([left, right]) => `substring-after(concat(${left}, ${right}), ' ')`),
    ),
    path: fc
      .tuple(
        fc.constantFrom("", "/", "//", ".//", "../"),
        fc.array(fc.tuple(axis, test, fc.array(tie("predicate"), { maxLength: 2 })), { minLength: 1, maxLength: 3 }),
        fc.constantFrom("/", "//"),
      )
      .map(
        ([start, steps, slash]) =>
          start + steps.map(([on, what, tests]) => on + what + tests.map((p) => `[${p}]`).join("")).join(slash),
      ),
    expression: fc.oneof(
      { weight: 4, arbitrary: tie("path") },
      fc.tuple(tie("path"), tie("path")).map(([left, right]) => `${left} | ${right}`),
      fc.tuple(tie("path"), fc.nat(3)).map(([path, index]) => `(${path})[${index}]`),
      tie("predicate").map((predicate) => `count(//*[${predicate}])`),
      tie("path").map((path) => `sum(${path}/@id) + count(${path})`),
    ),
  }));
  return expression;
}
