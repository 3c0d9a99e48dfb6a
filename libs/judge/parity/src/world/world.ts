import type { Location } from "@ipai/core";
import type { FieldFacts, ModelFacts } from "@ipai/module";
import type { FactIndex, Of } from "./index-facts.ts";

/** A set of modules as one Odoo would hold them: what a probe is asked about. */
export interface World {
  readonly index: FactIndex;
  /** Names in load order. */
  readonly order: ReadonlyMap<string, number>;
  /** The candidate's own modules, as far as they are in this world. */
  readonly own: ReadonlySet<string>;
}

/** `modules` in load order; `own`: those that the claim is about. */
export function makeWorld(index: FactIndex, modules: Iterable<string>, own: Iterable<string>): World {
  const order = new Map([...modules].map((name, position) => [name, position] as const));
  return { index, order, own: new Set([...own].filter((name) => order.has(name))) };
}

/** The same world without some modules: the negative control of every probe. */
export function without(world: World, modules: ReadonlySet<string>): World {
  return makeWorld(
    world.index,
    [...world.order.keys()].filter((name) => !modules.has(name)),
    world.own,
  );
}

/** The entries that belong to this world, in load order. */
export function within<T>(world: World, entries: readonly Of<T>[] | undefined): Of<T>[] {
  const here = (entries ?? []).filter(({ module }) => world.order.has(module));
  return here.sort((a, b) => world.order.get(a.module)! - world.order.get(b.module)!);
}

/** Where a fact is written: `repo@commit:path:line`. */
export function placeOf(world: World, entry: Of<{ readonly line: number; readonly file: string }>): Location {
  const { origin } = world.index.modules.get(entry.module)!;
  return {
    source: origin.source,
    ...(origin.commit ? { commit: origin.commit } : {}),
    path: `${origin.path}/${entry.fact.file}`.replace(/^\.?\//, ""),
    line: entry.fact.line,
  };
}

export function classesOf(world: World, model: string): Of<ModelFacts>[] {
  return within(world, world.index.classes.get(model));
}

/**
 * Definitions of a field on a model, the deciding one last: the model's own classes in load order, after
 * its mixins and the models it delegates to (`odoo/orm/model_classes.py: _prepare_setup`).
 */
export function fieldsOf(
  world: World,
  model: string,
  field: string,
  seen = new Set<string>(),
): Of<FieldFacts & { file: string }>[] {
  if (seen.has(model)) return [];
  seen.add(model);
  const classes = classesOf(world, model);
  const parents = classes.flatMap(({ fact }) => [...Object.keys(fact.inherits), ...fact.inherit]);
  const inherited = parents.filter((it) => it !== model).flatMap((it) => fieldsOf(world, it, field, seen));
  return [...inherited, ...within(world, world.index.fields.get(`${model}.${field}`))];
}
