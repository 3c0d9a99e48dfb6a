import type { RecordFacts } from "@ipai/module";
import { splitMember } from "../probes/probe.ts";
import { named } from "../probes/view.ts";
import type { Of } from "../world/index-facts.ts";
import { classesOf, fieldsOf, within, type World } from "../world/world.ts";
import { NEED_KINDS, type Needs, type PortModule } from "./needs.ts";
import { ORM_METHODS } from "./orm-methods.ts";

/** What a module needs and the target world does not have, by kind. */
export type Breaks = { readonly [K in keyof Needs]: readonly string[] };

/** What modules that are ported together make for each other. */
export interface Company {
  readonly models: ReadonlySet<string>;
  readonly modelIds: ReadonlySet<string>;
  readonly fields: ReadonlySet<string>;
  readonly xmlids: ReadonlySet<string>;
  readonly templates: ReadonlySet<string>;
}

/** Names that are looked up by neither module nor model, gathered once. */
export interface Lookups {
  readonly templates: ReadonlySet<string>;
  /** Models as their xml ids write them: `account_move`. */
  readonly modelIds: ReadonlySet<string>;
}

export function lookupsOf(world: World): Lookups {
  const modules = [...world.order.keys()].map((name) => world.index.modules.get(name)!.facts);
  return {
    templates: new Set(modules.flatMap(({ web }) => web.templates.map(({ name }) => name))),
    modelIds: new Set(modules.flatMap(({ models }) => models.map(({ model }) => modelId(model)))),
  };
}

function modelId(model: string): string {
  return model.replaceAll(".", "_");
}

/** What these modules, ported together, make for each other. */
export function companyOf(modules: readonly PortModule[]): Company {
  return {
    models: new Set(modules.flatMap(({ provides }) => provides.models)),
    modelIds: new Set(modules.flatMap(({ provides }) => provides.models.map(modelId))),
    fields: new Set(modules.flatMap(({ provides }) => provides.fields)),
    xmlids: new Set(modules.flatMap(({ provides }) => provides.xmlids)),
    templates: new Set(modules.flatMap(({ provides }) => provides.templates)),
  };
}

/** Where a module is ported to: the world of the target series, and the company it is ported in, itself included. */
export interface PortTarget {
  readonly world: World;
  readonly lookups: Lookups;
  readonly company: Company;
}

/** What of a module's needs is not there. */
export function findBreaks(module: PortModule, target: PortTarget): Breaks {
  const entries = NEED_KINDS.map((kind) => [kind, module.needs[kind].filter((need) => !CHECKS[kind](need, target))]);
  return Object.fromEntries(entries) as unknown as Breaks;
}

/** Each kind of need: whether the world, or the company it is ported in, has it. */
const CHECKS: { readonly [K in keyof Needs]: (need: string, target: PortTarget) => boolean } = {
  models: (model, { world, company }) =>
    company.models.has(model) || classesOf(world, model).some(({ fact }) => fact.defines),
  fields: (path, { world, company }) => {
    const [model, name] = splitMember(path);
    return company.fields.has(path) || company.models.has(model) || MAGIC.has(name) || isNear(world, model, name);
  },
  methods: (path, { world, company }) => {
    const [model, name] = splitMember(path);
    return company.models.has(model) || ORM_METHODS.has(name) || hasMethod(world, model, name);
  },
  xmlids: (id, target) =>
    target.company.xmlids.has(id) ||
    within(target.world, target.world.index.records.get(id)).length > 0 ||
    isImplicit(id, target),
  locators: (locator, { world, company }) => {
    const [view = "", name = ""] = locator.split("|");
    if (company.xmlids.has(view)) return true;
    const root = within(world, world.index.records.get(view)).find(({ fact }) => fact.view);
    // A missing view is counted once, as an xml id; a name on any tag cannot be looked up.
    return root === undefined || name.startsWith("*.") || named(world, rootOf(world, root), name) !== undefined;
  },
  templates: (name, { lookups, company }) => company.templates.has(name) || lookups.templates.has(name),
};

const MAGIC = new Set(["id", "display_name", "create_uid", "create_date", "write_uid", "write_date"]);

/** On the model itself or on one it points at: a view's names go below its one2many fields too. */
function isNear(world: World, model: string, name: string): boolean {
  if (fieldsOf(world, model, name).length > 0) return true;
  const relations = classesOf(world, model).flatMap(({ fact }) =>
    fact.fields.flatMap(({ relation }) => relation ?? []),
  );
  return [...new Set(relations)].some((it) => within(world, world.index.fields.get(`${it}.${name}`)).length > 0);
}

function hasMethod(world: World, model: string, name: string, seen = new Set<string>()): boolean {
  if (seen.has(model)) return false;
  seen.add(model);
  return classesOf(world, model).some(
    ({ fact }) =>
      fact.methods.some((it) => it.name === name) || fact.inherit.some((it) => hasMethod(world, it, name, seen)),
  );
}

/** Ids that no data file writes: those of models, fields, selections, constraints and modules come with the code. */
function isImplicit(id: string, { lookups, company }: PortTarget): boolean {
  const name = id.slice(id.indexOf(".") + 1);
  if (/^(field_|selection__|constraint_|module_)/.test(name)) return true;
  if (!name.startsWith("model_")) return false;
  const model = name.slice("model_".length);
  return lookups.modelIds.has(model) || company.modelIds.has(model);
}

/** The primary view that an extension's chain ends at. */
function rootOf(world: World, view: Of<RecordFacts>): Of<RecordFacts> {
  let root = view;
  for (
    let depth = 0;
    depth < 20 && root.fact.view?.inherit !== undefined && root.fact.view.mode === "extension";
    depth++
  ) {
    const parent = within(world, world.index.records.get(root.fact.view.inherit)).find(({ fact }) => fact.view);
    if (!parent) break;
    root = parent;
  }
  return root;
}
