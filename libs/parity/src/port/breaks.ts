import type { RecordFacts } from "@ipai/module";
import { named } from "../probes/view.ts";
import type { Of } from "../world/index-facts.ts";
import { classesOf, fieldsOf, within, type World } from "../world/world.ts";
import { NEED_KINDS, type Needs, type PortModule } from "./needs.ts";
import { ORM_METHODS } from "./orm-methods.ts";

/** What a module needs and the target world does not have, by kind. */
export type Breaks = { readonly [K in keyof Needs]: readonly string[] };

/** What the modules that are ported together make for each other. */
interface Company {
  readonly models: ReadonlySet<string>;
  readonly fields: ReadonlySet<string>;
  readonly xmlids: ReadonlySet<string>;
  readonly templates: ReadonlySet<string>;
}

/** Checks needs against one world, with what does not change between modules remembered. */
export class BreakFinder {
  readonly #world: World;
  readonly #templates: ReadonlySet<string>;

  /** `world`: everything there is at the target series. */
  constructor(world: World) {
    this.#world = world;
    const modules = [...world.order.keys()].map((name) => world.index.modules.get(name)!);
    this.#templates = new Set(modules.flatMap(({ facts }) => facts.web.templates.map(({ name }) => name)));
  }

  /** What breaks of this module when it is ported together with `companions` (itself among them). */
  find(module: PortModule, companions: readonly PortModule[]): Breaks {
    const company: Company = {
      models: new Set(companions.flatMap(({ provides }) => provides.models)),
      fields: new Set(companions.flatMap(({ provides }) => provides.fields)),
      xmlids: new Set(companions.flatMap(({ provides }) => provides.xmlids)),
      templates: new Set(companions.flatMap(({ provides }) => provides.templates)),
    };
    const entries = NEED_KINDS.map((kind) => [
      kind,
      module.needs[kind].filter((need) => !this.#has(kind, need, company)),
    ]);
    return Object.fromEntries(entries) as unknown as Breaks;
  }

  #has(kind: keyof Needs, need: string, company: Company): boolean {
    return CHECKS[kind](need, this.#world, company) || (kind === "templates" && this.#templates.has(need));
  }
}

/** Each kind of need: whether the world, or the company it is ported in, has it. */
const CHECKS: { readonly [K in keyof Needs]: (need: string, world: World, company: Company) => boolean } = {
  models: (model, world, company) =>
    company.models.has(model) || classesOf(world, model).some(({ fact }) => fact.defines),
  fields: (path, world, company) => {
    const [model, name] = split(path);
    return company.fields.has(path) || company.models.has(model) || MAGIC.has(name) || isNear(world, model, name);
  },
  methods: (path, world, company) => {
    const [model, name] = split(path);
    return company.models.has(model) || ORM_METHODS.has(name) || hasMethod(world, model, name);
  },
  xmlids: (id, world, company) =>
    company.xmlids.has(id) || within(world, world.index.records.get(id)).length > 0 || isImplicit(id, world, company),
  locators: (locator, world, company) => {
    const [view = "", name = ""] = locator.split("|");
    if (company.xmlids.has(view)) return true;
    const root = within(world, world.index.records.get(view)).find(({ fact }) => fact.view);
    // A missing view is counted once, as an xml id; a name on any tag cannot be looked up.
    return root === undefined || name.startsWith("*.") || named(world, rootOf(world, root), name) !== undefined;
  },
  templates: (name, _, company) => company.templates.has(name),
};

const MAGIC = new Set(["id", "display_name", "create_uid", "create_date", "write_uid", "write_date"]);

function split(path: string): readonly [string, string] {
  const dot = path.lastIndexOf(".");
  return [path.slice(0, dot), path.slice(dot + 1)];
}

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

/** Ids that no data file writes: `model_*`, `field_*`, `selection__*` and modules' own records come with the code. */
function isImplicit(id: string, world: World, company: Company): boolean {
  const name = id.slice(id.indexOf(".") + 1);
  if (/^(field_|selection__|constraint_|module_)/.test(name)) return true;
  if (!name.startsWith("model_")) return false;
  const model = name.slice("model_".length);
  const fits = (it: string) => it.replaceAll(".", "_") === model;
  return (
    [...company.models].some(fits) ||
    [...world.index.classes.keys()].some((it) => fits(it) && classesOf(world, it).length > 0)
  );
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
