import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { XmlHandlers } from "./events.ts";
import { readPlain } from "./plain.ts";
import { scanXml } from "./scan.ts";
import { readStrictly } from "./strict.ts";
import { xmlDocuments } from "./testing.ts";

/** Every event and the result of a pass. */
function pass<T>(read: (handlers: XmlHandlers) => T): { seen: unknown[]; result: T } {
  const seen: unknown[] = [];
  const result = read({
    open: (tag, attributes, line, column) => seen.push(["open", tag, Object.entries(attributes), line, column]),
    close: (tag) => seen.push(["close", tag]),
    text: (chunk) => seen.push(["text", chunk]),
    comment: (comment, line) => seen.push(["comment", comment, line]),
    instruction: (target, body, line) => seen.push(["instruction", target, body, line]),
  });
  return { seen, result };
}

const both = (text: string) => pass((handlers) => scanXml(text, handlers));
const saxesAlone = (text: string) => pass((handlers) => readStrictly(text, handlers, 256, 0));
const plainAlone = (text: string) => pass((handlers) => readPlain(text, handlers, 256));

const HEAD = `<?xml version="1.0" encoding="utf-8"?>\n`;

/** What breaks a document, or is rare, or looks like either and is neither. */
const SNIPPETS = [
  ["<", ">", "&", '"', "'", "=", "/", "-", ":", " ", "\n", "\t", "a", "1", "é", "\u{1f600}", "\u00a0", "\u0085"],
  ["&amp;", "&#65;", "&#x41;", "&#0;", "&#X41;", "&#xD800;", "&#1114112;", "&nbsp;", "&;", "&#;"],
  ["\0", "\u0001", "\u007f", "\ud800", "\udc00", "\ufffe", "\ufeff", "]]>", "]]", "--", "-->", "<!--", "<![CDATA["],
  ["<a>", "</a>", "</t>", "</t >", "<a/>", "<a/ >", "<é/>", "<1/>", " x='1'", "x='1'", ' x = "1"', " x='<'", " x"],
  ["<!-- - -->", "<!--->", "<![CDATA[<&]]>", "<?p q?>", "<?xml version='1.0'?>", "<!DOCTYPE t>", "<!X>"],
].flat();

const mutated = fc
  .tuple(
    fc
      .tuple(fc.constantFrom("", HEAD, "\n"), xmlDocuments(), fc.constantFrom("", "<?p q?>"))
      .map(([head, document, instruction]) => head + document.replaceAll("<?p q?>", instruction)),
    fc.array(fc.tuple(fc.nat(400), fc.nat(2), fc.constantFrom(...SNIPPETS)), { maxLength: 3 }),
  )
  .map(([document, changes]) =>
    changes.reduce((text, [place, length, snippet]) => {
      const at = place % (text.length + 1);
      return text.slice(0, at) + snippet + text.slice(at + length);
    }, document),
  );

describe("the plain pass", () => {
  test("and the strict one together say what saxes says alone, of sound and of broken documents", () => {
    const seen = { sound: 0, broken: 0, plain: 0 };
    fc.assert(
      fc.property(mutated, (text) => {
        const expected = saxesAlone(text);
        expect(both(text)).toEqual(expected);
        seen[expected.result ? "broken" : "sound"]++;
        if (plainAlone(text).result === null) seen.plain++;
      }),
      { numRuns: 2000 },
    );
    expect(seen.broken).toBeGreaterThan(300);
    expect(seen.sound).toBeGreaterThan(300);
    expect(seen.plain).toBeGreaterThan(300);
  });

  test.each([
    `${HEAD}<odoo>\n\t<a x = '1"' y="\n&#10;&lt;">é\u{1f600} &amp; ]]<!-- - -->\n<![CDATA[<&]]></a>\n</odoo>\n`,
    `<?xml version='1.0'?><!-- c --><a:b xmlns:a="u"/>\n<!-- d -->`,
  ])("reads %j to its end", (text) => {
    const { seen, result } = plainAlone(text);
    expect(result).toBeNull();
    expect(seen).toEqual(saxesAlone(text).seen);
  });

  test.each([
    ["<a><b></a>", 2],
    ["<a>]]></a>", 1],
    ["<a><b x='1' x='2'/></a>", 1],
    ["<a><b x='&nbsp;'/></a>", 1],
    ["<a/><b/>", 2],
    ["<a/>text", 2],
    ["<a/><![CDATA[]]>", 2],
    ["<a><!-- -- --></a>", 1],
    ["<!DOCTYPE a><a/>", 0],
    ["<a>\u0001</a>", 0],
    ["<a>", 1],
    ["", 0],
  ])("leaves %j to the strict one after so many events", (text, given) => {
    expect(plainAlone(text).result).toBe(given);
  });
});

test("a lone carriage return is a line end", () => {
  expect(both("<a>\r<b\rc='1'/>\r\n</a>").seen).toEqual([
    ["open", "a", [], 1, 1],
    ["text", "\n"],
    ["open", "b", [["c", "1"]], 2, 1],
    ["close", "b"],
    ["text", "\n"],
    ["close", "a"],
  ]);
});
