import { describe, expect, test } from "vitest";
import { parseXml } from "./tree.ts";
import { scanXml } from "./scan.ts";

/** Every event of a scan, in order. */
function events(text: string) {
  const seen: unknown[] = [];
  const issue = scanXml(text, {
    open: (tag, attributes, line, column) => seen.push(["open", tag, { ...attributes }, line, column]),
    close: (tag) => seen.push(["close", tag]),
    text: (chunk) => seen.push(["text", chunk]),
    comment: (comment, line) => seen.push(["comment", comment, line]),
    instruction: (target, body, line) => seen.push(["instruction", target, body, line]),
  });
  return { seen, issue };
}

test("events come in document order with the place of each start tag", () => {
  const { seen, issue } = events(
    `<odoo>\n <menuitem\n    id="a"\n  name="1 &lt; 2"/><!-- c --><?p q?>\n<b><![CDATA[<x>]]></b></odoo>`,
  );
  expect(issue).toBeNull();
  expect(seen).toEqual([
    ["open", "odoo", {}, 1, 1],
    ["text", "\n "],
    ["open", "menuitem", { id: "a", name: "1 < 2" }, 2, 2],
    ["close", "menuitem"],
    ["comment", " c ", 4],
    ["instruction", "p", "q", 4],
    ["text", "\n"],
    ["open", "b", {}, 5, 1],
    ["text", "<x>"],
    ["close", "b"],
    ["close", "odoo"],
  ]);
});

test("CRLF line ends count once", () => {
  const { seen } = events(`<a>\r\n<b\r\nc="1"/>\r\n<d/></a>`);
  expect(seen.filter((event) => (event as string[])[0] === "open")).toEqual([
    ["open", "a", {}, 1, 1],
    ["open", "b", { c: "1" }, 2, 1],
    ["open", "d", {}, 4, 1],
  ]);
});

describe("what is not well-formed ends the scan with one issue at its place, and what came before is kept", () => {
  test.each([
    ["<a>\n<b/>\n<c></a>", 3, 8],
    ["<a>\n<b/>\n<c x=1/></a>", 3, 6],
    ["<a>\n<b/>\n<c x='1' x='2'/></a>", 3, 14],
    ["<a>\n<b/>\n<!-- a -- b --></a>", 3, 10],
    ["<a>\n<b/>\n", 4, 1],
  ])("%j", (text, line) => {
    const { root, issue } = parseXml(text);
    expect(issue).toMatchObject({ code: "xml-malformed", severity: "error", at: { line: Math.min(line, 3) } });
    expect(issue?.at?.column).toBeGreaterThan(0);
    expect(root?.children[0]?.tag).toBe("b");
  });

  test("a namespace prefix nobody declared", () => {
    expect(parseXml("<a>\n <x:b/></a>").issue).toMatchObject({ code: "xml-malformed", at: { line: 2, column: 2 } });
    expect(parseXml("<a xmlns:x='u'>\n <x:b/></a>").issue).toBeNull();
  });

  test("no element at all", () => {
    expect(parseXml("").root).toBeNull();
    expect(parseXml("").issue?.code).toBe("xml-malformed");
  });
});

describe("hostile input", () => {
  const bomb = `<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>`;

  test.each([
    ["an entity bomb", `${bomb}<r><ok/>&c;</r>`],
    ["an external entity", `<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]><r><ok/>&x;</r>`],
    ["an external DTD", `<!DOCTYPE r SYSTEM "http://127.0.0.1:9/x.dtd"><r><ok/>&x;</r>`],
    ["an entity in an attribute", `${bomb}<r><ok/><b c="&c;"/></r>`],
  ])("%s is an issue, never expanded or fetched", (_, text) => {
    const { root, issue } = parseXml(text);
    expect(issue).toMatchObject({ code: "xml-entity", severity: "error", at: { line: 1 } });
    expect(root?.children.map((child) => child.tag)).toEqual(["ok"]);
  });

  test("a document type without entities is harmless", () => {
    expect(parseXml("<!DOCTYPE a><a/>").issue).toBeNull();
  });

  test("depth stops where libxml2 stops", () => {
    const nested = (depth: number) => "<a>".repeat(depth) + "</a>".repeat(depth);
    expect(parseXml(nested(256)).issue).toBeNull();
    expect(parseXml(nested(257)).issue).toMatchObject({ code: "xml-too-deep", at: { line: 1, column: 769 } });
  });

  test("size is bounded", () => {
    expect(parseXml("<a>12345</a>", { depth: 9, size: 11 }).issue?.code).toBe("xml-too-large");
    expect(parseXml("<a>12345</a>", { depth: 9, size: 12 }).issue).toBeNull();
  });

  test("attribute names are data, whatever they are called", () => {
    const { root } = parseXml(`<a __proto__="x" constructor="y"/>`);
    expect(root?.get("__proto__")).toBe("x");
    expect(root?.get("toString")).toBeUndefined();
  });
});
