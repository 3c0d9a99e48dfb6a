import { loadOrder } from "@ipai/graph";
import { checkProbe, makeWorld, type ParityInput } from "@ipai/parity";
import { mergeModels, type MergedModel } from "@ipai/registry";
import { readParityWorkspace } from "@ipai/scoring";
import { beforeAll, describe, expect, test } from "vitest";

/** Model and field of `model.field`, with what a probe asks of it. */
interface Asked {
  readonly model: string;
  readonly field?: string;
  readonly type?: string | undefined;
  readonly relation?: string | undefined;
}

/** Probes look facts up by key; the registry merges whole models as Odoo does. Both must say the same of the shipped pins. */
describe("probes of models and fields, against the merged registry", () => {
  let input: ParityInput;
  let merged: ReadonlyMap<string, MergedModel>;
  let ask: (probe: Parameters<typeof checkProbe>[0]) => boolean;

  beforeAll(async () => {
    input = (await readParityWorkspace()).input!;
    const order = compatible(loadOrder(input.graph).order);
    merged = mergeModels(order.map((name) => ({ name, models: input.facts.modules.get(name)!.facts.models }))).value;
    const world = makeWorld(input.facts, order, []);
    ask = (probe) => checkProbe(probe, world).state === "holds";
  });

  /** Modules that can stand in one database: of two that exclude each other, and what needs them, the first. */
  function compatible(order: ReturnType<typeof loadOrder>["order"]): string[] {
    const manifest = (name: string) => input.facts.modules.get(name)!.facts.manifest!;
    const kept: string[] = [];
    for (const { name } of order) {
      const { depends, excludes } = manifest(name);
      const refused = kept.some((other) => excludes.includes(other) || manifest(other).excludes.includes(name));
      if (!refused && depends.every((other) => kept.includes(other))) kept.push(name);
    }
    return kept;
  }

  function registryHas({ model, field, type, relation }: Asked): boolean {
    const found = merged.get(model);
    if (field === undefined || !found) return found !== undefined;
    const it = found.fields.get(field);
    return it !== undefined && (type ?? it.type) === it.type && (relation ?? it.relation) === it.relation;
  }

  test("every probe of the shipped mapping", () => {
    const probes = input.mapping.mapping.capabilities.flatMap(({ candidates = [] }) =>
      candidates.flatMap((candidate) => candidate.probes),
    );
    const asked = probes.flatMap((probe): { probe: (typeof probes)[number]; truth: boolean }[] => {
      if ("model" in probe) return [{ probe, truth: registryHas({ model: probe.model }) }];
      if (!("field" in probe)) return [];
      const dot = probe.field.lastIndexOf(".");
      const [model, field] = [probe.field.slice(0, dot), probe.field.slice(dot + 1)];
      return [{ probe, truth: registryHas({ model, field, type: probe.type, relation: probe.relation }) }];
    });
    expect(asked.filter(({ truth }) => truth).length).toBeGreaterThan(100);
    expect(asked.filter(({ truth }) => !truth).length).toBeGreaterThan(100);
    expect(asked.filter(({ probe, truth }) => ask(probe) !== truth).map(({ probe }) => probe)).toEqual([]);
  });

  test("every many2one of the models that a closing works with, by name, type and relation", () => {
    const models = [
      "account.move",
      "account.move.line",
      "account.payment",
      "res.partner",
      "hr.expense",
      "project.task",
    ];
    const fields = models.flatMap((model) =>
      [...merged.get(model)!.fields].flatMap(([name, { type, relation }]) =>
        type === "many2one" && relation && !name.endsWith("_uid")
          ? [{ field: `${model}.${name}`, type, relation }]
          : [],
      ),
    );
    expect(fields.length).toBeGreaterThan(100);
    expect(fields.filter((probe) => !ask(probe))).toEqual([]);
  });
});
