import { canonicalSha256, evaluateXPath, parseXml, type XmlNode } from "@ipai/xml";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { askLxml, lxmlPython, odooSource } from "./xml-oracle.ts";

/** Data files of a checkout that every user of Odoo loads. */
const FOLDERS = ["odoo/addons/base", "addons/web", "addons/account", "addons/sale", "addons/website"];

const noOdoo = !lxmlPython || !odooSource;

function xmlTexts(): { file: string; text: string }[] {
  const list = execFileSync("find", [...FOLDERS, "-name", "*.xml"], { cwd: odooSource, encoding: "utf8" });
  return list
    .trim()
    .split("\n")
    .map((file) => ({ file, text: readFileSync(`${odooSource}/${file}`, "utf8") }));
}

const ATTRIBUTES = String.raw`(?:\s+[^\s=]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*/?>`;

/** lxml names the line where a start tag ends, we the one where it begins: the same unless the tag spans lines. */
function oneLine(node: XmlNode, lines: readonly string[]): boolean {
  const tag = node.tag.replaceAll(".", "\\.");
  return new RegExp(`<${tag}${ATTRIBUTES}`).test(lines[node.line - 1] ?? "");
}

test.skipIf(noOdoo)("trees, lines and canonical XML of Odoo's files equal lxml's [needs lxml and $ODOO_SRC]", () => {
  const files = xmlTexts();
  const answers = askLxml(files.map(({ text }) => ({ kind: "tree", text })));
  let lines = 0;
  for (const [index, { file, text }] of files.entries()) {
    const { root, issue } = parseXml(text);
    const answer = answers[index] as { sha: string; lines: [string, number][] } | "error";
    expect({ file, refused: issue !== null }).toEqual({ file, refused: answer === "error" });
    if (!root || answer === "error") continue;
    expect({ file, sha: canonicalSha256(root) }).toEqual({ file, sha: answer.sha });
    const split = text.split("\n");
    const nodes = [...root.walk()];
    expect(nodes.length).toBe(answer.lines.length);
    for (const [at, node] of nodes.entries()) {
      if (!oneLine(node, split)) continue;
      lines++;
      expect({ file, line: node.line }).toEqual({ file, line: answer.lines[at]?.[1] });
    }
  }
  expect(lines).toBeGreaterThan(20_000);
});

test.skipIf(noOdoo)("every locator of Odoo's views finds what lxml finds [needs lxml and $ODOO_SRC]", () => {
  const files = xmlTexts();
  const texts = files.map(({ text }) => text);
  const expressions = new Set(
    texts.flatMap((text) => Array.from(text.matchAll(/<xpath[^>]*? expr="([^"]+)"/g), (match) => match[1] as string)),
  );
  // An expression is asked where it was not written for as well, so that every answer occurs.
  const arenas = [
    "base/views/res_partner_views",
    "account/views/account_move_views",
    "sale/views/sale_order_views",
  ].map((name) => files.find(({ file }) => file.endsWith(`${name}.xml`))?.text ?? "");
  const questions = arenas.flatMap((text) =>
    [...expressions].map((expr) => ({ kind: "xpath", text, expr: decode(expr) })),
  );
  const roots = new Map(arenas.map((text) => [text, parseXml(text).root as XmlNode]));
  const answers = askLxml(questions);
  const wrong = questions
    .map(({ text, expr }, index) => ({ expr, ours: pathOf(expr, roots.get(text) as XmlNode), lxml: answers[index] }))
    .filter(({ ours, lxml }) => ours !== lxml);
  expect(wrong).toEqual([]);
  expect(new Set(answers).size).toBeGreaterThan(50);
});

function decode(attribute: string): string {
  return attribute.replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

/** The path that libxml2's `xmlGetNodePath` gives: an index wherever a sibling has the same name. */
function pathOf(expression: string, root: XmlNode): string | null {
  const value = evaluateXPath(expression, root);
  const first = Array.isArray(value) ? value[0] : undefined;
  return first?.kind === "element" ? elementPath(first) : null;
}

function elementPath(node: XmlNode): string {
  if (!node.parent) return `/${node.tag}`;
  const same = node.parent.elements(node.tag);
  return `${elementPath(node.parent)}/${node.tag}${same.length > 1 ? `[${same.indexOf(node) + 1}]` : ""}`;
}
