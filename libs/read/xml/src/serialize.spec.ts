import * as fc from "fast-check";
import { XmlDocument } from "libxml2-wasm";
import { expect, test } from "vitest";
import { canonicalSha256, canonicalXml, serializeXml } from "./serialize.ts";
import { xmlDocuments } from "./testing.ts";
import { parseXml, type XmlNode } from "./tree.ts";

const tree = (text: string) => parseXml(text).root as XmlNode;

/** libxml2's own canonical form: the code under lxml. */
function libxml2Canonical(text: string): string {
  using document = XmlDocument.fromString(text);
  return document.canonicalizeToString({ withComments: true });
}

test.each([
  `<a z="1" b='2' a="&lt;&quot;'&amp;&#10;&#9;&gt;">x &lt; y &gt; z &amp; "q"<b/><!-- c --><?p q?>&#13;</a>`,
  `<a xmlns="urn:u" xmlns:x="urn:v"><x:b x:c="1" c="2" a="0"/><d xmlns=""><e xmlns="urn:u"/></d></a>`,
  `<a xmlns:x="urn:v" xmlns:w="urn:w"><b xmlns:x="urn:v" w:z="1" x:a="2" a="3"/></a>`,
  `<a xml:space="preserve" xml:lang="fr"><![CDATA[<&>]]></a>`,
])("canonical XML of %s equals libxml2's", (text) => {
  expect(canonicalXml(tree(text))).toBe(libxml2Canonical(text));
});

test("canonical XML equals libxml2's for generated documents", () => {
  fc.assert(
    fc.property(xmlDocuments(), (text) => {
      expect(canonicalXml(tree(text))).toBe(libxml2Canonical(text));
    }),
  );
});

test("what is serialized parses to the same tree", () => {
  fc.assert(
    fc.property(xmlDocuments(), (text) => {
      const once = tree(text);
      expect(canonicalXml(tree(serializeXml(once)))).toBe(canonicalXml(once));
    }),
  );
});

test("the hash is of the canonical form: attribute order and quotes do not matter, white space does", () => {
  expect(canonicalSha256(tree(`<a b="1" c="2"/>`))).toBe(canonicalSha256(tree(`<a c='2'  b='1'></a>`)));
  expect(canonicalSha256(tree("<a/>"))).not.toBe(canonicalSha256(tree("<a> </a>")));
  expect(canonicalSha256(tree("<a/>"))).toBe("a812a69ba6858a54cefdb2fc3882e7ceb7d66aa1ed792562082872dd6ed4f921");
});
