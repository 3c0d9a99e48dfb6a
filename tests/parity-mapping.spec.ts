import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseMapping, type Mapping } from "@ipai/parity";
import { describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const read = (file: string) => readFileSync(join(root, file), "utf8");
const mapping = parseMapping(read("ee_parity_mapping.yml"), "ee_parity_mapping.yml").value!.mapping;

/** What the schema cannot say about the shipped mapping, and the lint does not need to know. */
function faultsOf({ capabilities }: Pick<Mapping, "capabilities">): string[] {
  const ids = capabilities.map(({ id }) => id);
  const order = ids.toSorted();
  return [
    ...ids.filter((id, index) => id !== order[index]).map((id) => `${id} is out of order`),
    ...capabilities.flatMap(({ id, domain, app, title, description, candidates = [] }) => [
      ...(id.startsWith(`${domain}.${app}.`) ? [] : [`${id} is not of ${domain}/${app}`]),
      ...(title === description ? [`${id} describes nothing`] : []),
      ...candidates.flatMap(({ modules, coverage, gaps, probes }) => [
        ...(coverage === "full" || gaps !== undefined || coverage === "strong"
          ? []
          : [`${id}: ${modules} lacks what?`]),
        ...(new Set(probes.map((it) => JSON.stringify(it))).size === probes.length ? [] : [`${id}: a probe twice`]),
      ]),
    ]),
    ...repeated(capabilities.map(({ title }) => title)).map((title) => `two are titled ${title}`),
  ];
}

function repeated(texts: readonly string[]): string[] {
  return texts.filter((text, index) => texts.indexOf(text) !== index);
}

describe("the shipped mapping", () => {
  test("is in order, and its ids, gaps and probes say what they should", () => {
    expect(faultsOf(mapping)).toEqual([]);
  });

  test("negative control: a moved, renamed or emptied entry is named", () => {
    const [first, second, ...rest] = structuredClone(mapping.capabilities);
    const weak = rest.find((it) => it.candidates?.some(({ coverage }) => coverage === "weak"))!;
    delete weak.candidates!.find(({ coverage }) => coverage === "weak")!.gaps;
    const faults = faultsOf({ capabilities: [second!, { ...first!, app: "elsewhere" }, ...rest] });
    expect(faults).toContainEqual(`${first!.id} is not of finance/elsewhere`);
    expect(faults).toContainEqual(`${second!.id} is out of order`);
    expect(faults).toContainEqual(expect.stringContaining(`${weak.id}: `));
  });

  test("is about the committed list of Enterprise add-ons", () => {
    const { file, sha256 } = mapping.universe;
    expect(createHash("sha256").update(read(file)).digest("hex")).toBe(sha256);
  });
});
