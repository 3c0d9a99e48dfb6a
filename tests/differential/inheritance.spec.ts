import { applySpecs } from "@ipai/registry";
import { canonicalXml, parseXml, type XmlNode } from "@ipai/xml";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import cases from "./inheritance-cases.json" with { type: "json" };
import { archs, extensions } from "./view-arbitraries.ts";
import { askLxml, lxmlPython, odooSource } from "./xml-oracle.ts";

interface Case {
  readonly source: string;
  readonly specs: readonly string[];
}

/** A node moved beside or into itself: Odoo loses it without a word, we say so. */
const LOST = /no siblings|into itself/;

/** Our result, "error" where Odoo must refuse, "lost" where it must not but should. */
function ours({ source, specs: all }: Case): string {
  let root = parseXml(source).root as XmlNode;
  const failures: string[] = [];
  for (const text of all)
    root = applySpecs(root, parseXml(text).root as XmlNode, (error) => failures.push(error.message));
  if (failures.some((message) => LOST.test(message))) return "lost";
  return failures.length > 0 ? "error" : canonicalXml(root);
}

const noOdoo = !lxmlPython || !odooSource;

test.each(cases)("$name", (sample) => {
  expect(ours(sample)).toBe(sample.expected);
});

test.skipIf(noOdoo)("the expected results are Odoo's own [needs lxml and $ODOO_SRC]", () => {
  const questions = cases.map(({ source, specs }) => ({ kind: "inherit", source, specs }));
  expect(askLxml(questions)).toEqual(cases.map(({ expected }) => expected));
});

test.skipIf(noOdoo)("specs change archs as Odoo's template_inheritance.py does [needs lxml and $ODOO_SRC]", () => {
  const cases: Case[] = fc.sample(
    fc.record({ source: archs(3), specs: fc.array(extensions(), { minLength: 1, maxLength: 2 }) }),
    3000,
  );
  const answers = askLxml(cases.map((sample) => ({ kind: "inherit", ...sample })));
  const wrong = cases
    .map((sample, index) => ({ ...sample, ours: ours(sample), odoo: answers[index] }))
    .filter((result) => result.ours !== "lost" && result.ours !== result.odoo);
  expect(wrong.slice(0, 3)).toEqual([]);
  expect(answers.filter((answer) => answer !== "error").length).toBeGreaterThan(800);
});
