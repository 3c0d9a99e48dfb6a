import { recordFields } from "../world/elements.ts";
import type { CheckedModule } from "../world/module.ts";

/** A field that data sets and that its model does not have in the module's closure. */
export interface ForeignField {
  readonly model: string;
  readonly field: string;
  /** Modules outside the closure that add it; empty when nobody does. */
  readonly modules: readonly string[];
  readonly file: string;
  readonly line: number;
}

/** Fields of records in XML data that the closure's models lack. A record of an unknown model is another rule's. */
export function* foreignFields(module: CheckedModule): Generator<ForeignField> {
  if (!module.isComplete) return;
  for (const { file, model, name, node } of recordFields(module)) {
    // `name@fr` and `name@sr@latin` give translations.
    const field = name.split("@")[0]!;
    if (!module.world.defines(module.name, model)) continue;
    const fields = module.models.get(model)?.fields;
    if (!fields || !field || fields.has(field)) continue;
    yield { model, field, modules: fieldAdders(module, model, field), file, line: node.line };
  }
}

/** Modules with a class of the model that has the field. */
export function fieldAdders({ world }: CheckedModule, model: string, field: string): string[] {
  return [...world.graph.modules.keys()].filter((name) =>
    world.facts(name).models.some((facts) => facts.model === model && facts.fields.some((f) => f.name === field)),
  );
}
