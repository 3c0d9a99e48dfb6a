import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseGates, parseYaml, Odoosh } from "@ipai/gates";
import { describe, expect, it } from "vitest";
import { ROOT } from "./controls.ts";

const read = (path: string) => readFileSync(join(ROOT, path), "utf8");
const gates = parseGates(read("gates.yml"), "gates.yml").value!;
const features = parseYaml(Odoosh, read("odoosh.yml"), "odoosh.yml").value!.features;
const known = new Set([...gates.checks.map(({ id }) => id), ...features.map(({ id }) => `odoosh:${id}`)]);

/** Rows of a Markdown table, as cells. */
function rowsOf(path: string, first: RegExp): string[][] {
  const lines = read(path)
    .split("\n")
    .filter((line) => line.startsWith("| "));
  return lines
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
    .filter(([cell]) => first.test(cell!));
}
const idsIn = (text: string) => [...text.matchAll(/`((?:odoosh:)?[a-z][a-z0-9-]*)`/g)].map(([, id]) => id!);

describe("the specification", () => {
  const requirements = rowsOf("spec/prd.md", /^R-\d+/).map((cells) => ({
    name: cells[0]!,
    checks: idsIn(cells.at(-1)!),
  }));

  it("has requirements, numbered without a gap, each with checks that exist", () => {
    expect(requirements.length).toBeGreaterThan(10);
    expect(requirements.map(({ name }) => name.slice(0, 4))).toEqual(
      requirements.map((_, index) => `R-${String(index + 1).padStart(2, "0")}`),
    );
    expect(requirements.filter(({ checks }) => checks.length === 0)).toEqual([]);
    expect(requirements.flatMap(({ checks }) => checks).filter((id) => !known.has(id))).toEqual([]);
  });

  it("has a requirement for every check of the gates", () => {
    const named = new Set(requirements.flatMap(({ checks }) => checks));
    expect(gates.checks.map(({ id }) => id).filter((id) => !named.has(id))).toEqual([]);
  });

  it("plans the milestones of the gates, in their order", () => {
    expect(rowsOf("spec/plan.md", /^M\d$/).map(([id]) => id)).toEqual(gates.milestones.map(({ id }) => id));
  });

  it("has a task for every check that cannot run yet, and names no check that does not exist", () => {
    const tasks = rowsOf("spec/tasks.md", /^T-\d+/).flatMap((cells) => idsIn(cells.at(-1)!));
    expect(tasks.filter((id) => !known.has(id))).toEqual([]);
    const open = [...gates.checks, ...features.map((feature) => ({ ...feature, id: `odoosh:${feature.id}` }))];
    const waiting = open.filter(({ command }) => command === null).map(({ id }) => id);
    expect(waiting.filter((id) => !tasks.includes(id))).toEqual([]);
  });

  it("rules by checks that exist", () => {
    const checks = [...read("spec/constitution.md").matchAll(/Checks?:\s+((?:`[a-z-]+`[,\s]*)+)/g)].flatMap(([, ids]) =>
      idsIn(ids!),
    );
    expect(checks.length).toBeGreaterThan(5);
    expect(checks.filter((id) => !known.has(id))).toEqual([]);
  });
});
