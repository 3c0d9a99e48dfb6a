import * as fc from "fast-check";

const NAMES = ["a", "b"];
const TAGS = ["field", "group", "div"];
const SPACES = ["", " ", "\n", "\n    ", "text", " text\n  ", "\n\n"];
const MORE = ["", ' class="x y"', ' invisible="p or q"', ' invisible="(p) and (q)"', ' t-name="m.t"'];

const name = fc.constantFrom(...NAMES);
const tag = fc.constantFrom(...TAGS);
const space = fc.constantFrom(...SPACES);

/** Mostly the first, so that a whole extension still applies now and then. */
function rarely<T>(usual: fc.Arbitrary<T>, odd: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return fc.oneof({ weight: 15, arbitrary: usual }, { weight: 1, arbitrary: odd });
}

/** Archs with few names, so that specs often find something, and often in several places. */
export function archs(minLength = 0): fc.Arbitrary<string> {
  const { node } = fc.letrec<{ node: string }>((tie) => ({
    node: element(fc.oneof({ depthSize: "small" }, fc.constant("<!-- c -->"), tie("node")), 0),
  }));
  return minLength === 0 ? node : element(node, minLength);
}

function element(child: fc.Arbitrary<string>, minLength: number): fc.Arbitrary<string> {
  const children = fc.array(fc.tuple(child, space), { minLength, maxLength: minLength + 2 });
  return fc
    .tuple(tag, name, fc.constantFrom(...MORE), space, children)
    .map(
      ([what, named, more, head, rest]) => `<${what} name="${named}"${more}>${head}${rest.flat().join("")}</${what}>`,
    );
}

/** Extensions of such archs, one spec or several in `<data>`. */
export function extensions(): fc.Arbitrary<string> {
  const spec = fc.oneof({ weight: 2, arbitrary: placing() }, { weight: 1, arbitrary: changing() });
  const several = fc.array(spec, { minLength: 1, maxLength: 3 });
  return fc.oneof(
    spec,
    several.map((all) => `<data>\n${all.join("\n")}\n</data>`),
  );
}

/** Tag and attributes of a spec: shorthand or xpath. */
function targets(): fc.Arbitrary<string[]> {
  const general = fc.constantFrom(".", "/*", "//*[2]", "//div[hasclass('x')]", "//*[last()]", "//field[1]", "(//*)[3]");
  const named = fc.tuple(tag, name).map(([what, which]) => `//${what}[@name='${which}']`);
  const expressions = rarely(fc.oneof(general, named), fc.constantFrom("//nothing", "//["));
  return fc.oneof(
    fc.tuple(tag, name).map(([what, which]) => [what, `name="${which}"`]),
    expressions.map((expr) => ["xpath", `expr="${expr}"`]),
  );
}

function placing(): fc.Arbitrary<string> {
  const positions = ["before", "after", "inside", "replace", 'replace" mode="inner'];
  const position = rarely(fc.constantFrom(...positions), fc.constant("odd")).map((how) => ` position="${how}"`);
  const item = fc.oneof(
    { weight: 4, arbitrary: archs() },
    { weight: 1, arbitrary: name.map((which) => `<field name="${which}" position="move"/>`) },
    { weight: 1, arbitrary: fc.constant('<div class="new">$0</div>') },
    { weight: 1, arbitrary: fc.constant("<!-- new -->") },
  );
  const content = fc.array(fc.tuple(item, fc.oneof(space, fc.constant("$0"))), { maxLength: 3 });
  return fc
    .tuple(targets(), space, content, position)
    .map(([[what, where], head, items, how]) => `<${what} ${where}${how}>${head}${items.flat().join("")}</${what}>`);
}

function changing(): fc.Arbitrary<string> {
  const change = fc.constantFrom(
    '<attribute name="invisible">1</attribute>',
    '<attribute name="class" add="z" remove="x" separator=" "/>',
    '<attribute name="class" add="z, w"/>',
    '<attribute name="invisible" add="r" separator=" or "/>',
    '<attribute name="invisible" remove="p" separator="and"/>',
    '<attribute name="invisible" remove="q" separator="or" add="s"/>',
    '<attribute name="name"/>',
  );
  const changes = fc.array(rarely(change, fc.constant('<attribute name="x" bad="1"/>')), {
    minLength: 1,
    maxLength: 2,
  });
  return fc
    .tuple(targets(), changes)
    .map(([[what, where], all]) => `<${what} ${where} position="attributes">${all.join("\n")}</${what}>`);
}
