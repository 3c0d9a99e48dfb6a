import * as fc from "fast-check";
import { XmlAttribute, XmlDocument, type XmlNode as Libxml2Node } from "libxml2-wasm";
import { describe, expect, test } from "vitest";
import { xmlDocuments, xpathExpressions } from "../testing.ts";
import { parseXml, type XmlNode } from "../tree.ts";
import { XPathError } from "./lexer.ts";
import { stringValue, type XPathNode } from "./model.ts";
import { evaluateXPath, findElement } from "./xpath.ts";

const tree = (text: string) => parseXml(text).root as XmlNode;

/** A result as text: a node by kind and string-value. */
function ours(expression: string, text: string): unknown {
  const value = evaluateXPath(expression, tree(text));
  return Array.isArray(value) ? value.map(describeNode) : value;
}

function describeNode(node: XPathNode): string {
  if (node.kind === "element") return `${node.tag} ${stringValue(node)}`;
  return node.kind === "attribute" ? `@${node.name} ${stringValue(node)}` : stringValue(node);
}

/** The same of libxml2, which lxml evaluates with. */
function libxml2(expression: string, text: string): unknown {
  using document = XmlDocument.fromString(text);
  const value = document.root.eval(expression);
  return Array.isArray(value) ? value.map(describeLibxml2) : value;
}

function describeLibxml2(node: Libxml2Node): string {
  if ("name" in node && !(node instanceof XmlAttribute)) return `${node.name} ${node.content}`;
  return node instanceof XmlAttribute ? `@${node.name} ${node.value}` : node.content;
}

const FORM = `<form string="F"><sheet><div class="oe_title big"><h1><field name="name"/></h1></div>
<group name="a"><field name="x"/><field name="y" invisible="1"/></group>
<notebook><page name="p"><field name="x"/>tail</page><page/></notebook></sheet><!-- end --></form>`;

describe("locators as views write them", () => {
  test.each([
    ["//field[@name='x']", "field"],
    ["/form/sheet/group[@name='a']/field[2]", "field"],
    ["//page[last()]", "page"],
    ["//notebook/page[not(@name)]", "page"],
    ["//div[hasclass('oe_title')]", "div"],
    ["//div[hasclass('big', 'oe_title')]/h1", "h1"],
    ["//field[@name='name']/../..", "div"],
    ["//group/field[@name='x' and not(@invisible)]", "field"],
    ["//*[@name='p']", "page"],
    ["//field[@name='y']/preceding-sibling::field", "field"],
    ["(//field[@name='x'])[2]", "field"],
    ["////page", "page"],
    [".", "form"],
    ["//group | //h1", "h1"],
  ])("%s", (expression, tag) => {
    expect(findElement(expression, tree(FORM))?.tag).toBe(tag);
  });

  test.each(["//field[@name='z']", "//div[hasclass('oe_title big')]", "//div[hasclass('oe')]", "/sheet"])(
    "%s finds nothing",
    (expression) => {
      expect(findElement(expression, tree(FORM))).toBeNull();
    },
  );

  test("an element of another namespace needs its name with the namespace, as in ETXPath", () => {
    const svg = tree(`<div><svg xmlns="http://www.w3.org/2000/svg"><path/></svg></div>`);
    expect(findElement("//path", svg)).toBeNull();
    expect(findElement("//{http://www.w3.org/2000/svg}path", svg)?.tag).toBe("path");
  });

  test.each([
    ["//field[", 8],
    ["//field[@name='x]", 14],
    ["//foo()", 5],
    ["//x:field", 2],
    ["//field]", 7],
    ["unknown::a", 0],
    ["", 0],
    ["contains('a')", 0],
  ])("%s is refused at %i", (expression, at) => {
    expect(() => findElement(expression, tree(FORM))).toThrow(expect.objectContaining({ at }));
    expect(() => findElement(expression, tree(FORM))).toThrow(XPathError);
  });

  test.each(["//field/@name", "count(//field)", "//page/text()"])("%s finds no element", (expression) => {
    expect(() => findElement(expression, tree(FORM))).toThrow(/no element/);
  });
});

describe("values equal libxml2's", () => {
  test.each([
    "1 + 2 * 3 - 4 div 2",
    "5 mod 3",
    "-5 mod 3",
    "2 < 3",
    "'2' > 1",
    "number('x')",
    "string(1 div 0)",
    "-(-1)",
    "substring('12345', 2, 3)",
    "substring('12345', 0)",
    "substring('12345', 1.5, 2.6)",
    "substring('12345', -1, 3)",
    "round(-2.5)",
    "round(2.5)",
    "floor(-0.5)",
    "ceiling(1.2)",
    "translate('bar', 'abc', 'AB')",
    "string-length('é€😀')",
    "normalize-space(' a  b ')",
    "substring-before('a=b', '=')",
    "substring-after('a=b', '=')",
    "concat('a', 1, true())",
    "//field = 'x'",
    "//field/@name = 'x'",
    "//field/@name != 'x'",
    "//@name < 1",
    "count(//field | //page)",
    "//field[position() = last()]",
    "//node()",
    "//text()",
    "//comment()",
    "//@*",
    "/",
    "//page/following::node()",
    "//group/preceding::node()",
    "//field[1]",
    "(//field)[1]",
    "//field/ancestor::*[1]",
    "//field/ancestor::*[last()]",
    "local-name(//field)",
    "name(/*)",
    "namespace-uri(/*)",
    "boolean(//nothing)",
    "not(//field)",
    "sum(//nothing)",
    "//*[self::page or self::group]",
    "//*[. = 'tail']",
    "//div[contains(@class, 'big')]",
    "//*[starts-with(@name, 'p')]",
    "string(//page)",
    "//page/*[name() = 'field']",
    "* and div",
    "div div div",
    "/form/* [1]",
    "//field/./@name",
    "//page[field]/..",
  ])("%s", (expression) => {
    expect(ours(expression, FORM)).toEqual(libxml2(expression, FORM));
  });

  test("for generated documents and expressions", () => {
    fc.assert(
      fc.property(xmlDocuments(), xpathExpressions(), (text, expression) => {
        expect(ours(expression, text)).toEqual(libxml2(expression, text));
      }),
      { numRuns: 500 },
    );
  });
});
