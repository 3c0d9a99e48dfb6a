import { compareText, type Origin } from "@ipai/core";
import type { IndexedModule, ModelFacts, ModuleFacts } from "@ipai/module";

/** What a port of a module rests on: its size, what it makes, and what it needs of modules that are not its own. */
export interface PortModule {
  readonly name: string;
  readonly series: string;
  readonly origin: Origin;
  readonly depends: readonly string[];
  readonly size: ModuleFacts["size"];
  readonly testMethods: number;
  readonly provides: {
    readonly models: readonly string[];
    /** Fields it adds to models of others: `res.partner.ref`. */
    readonly fields: readonly string[];
    readonly xmlids: readonly string[];
    readonly templates: readonly string[];
  };
  readonly needs: Needs;
}

/** References to the world around a module, by what would be missing if the world changed. */
export interface Needs {
  readonly models: readonly string[];
  readonly fields: readonly string[];
  /** `model.method` that it extends with `super()`. */
  readonly methods: readonly string[];
  readonly xmlids: readonly string[];
  /** `<view xml id>|<tag>.<name>`: an element that one of its views hangs on. */
  readonly locators: readonly string[];
  /** Client templates it extends. */
  readonly templates: readonly string[];
}

export const NEED_KINDS = [
  "models",
  "fields",
  "methods",
  "xmlids",
  "locators",
  "templates",
] as const satisfies readonly (keyof Needs)[];

const X2MANY = new Set(["one2many", "many2many"]);
const NAMED = /([\w-]+|\*)\[@name=['"]([^'"]+)['"]\]/g;

/** Reduces a module's facts to what a port needs; pure, so that the same content gives the same need. */
export function portNeeds({ origin, facts }: IndexedModule, series: string): PortModule {
  const own = facts.models.filter(({ defines }) => defines).map(({ model }) => model);
  const foreign = facts.models.filter(({ model }) => !own.includes(model));
  const xmlids = facts.records.flatMap(({ id, own: mine }) => (id !== null && mine ? [id] : []));
  const templates = facts.web.templates.filter(({ inherit }) => inherit === undefined).map(({ name }) => name);
  return {
    name: facts.name,
    series,
    origin,
    depends: facts.manifest?.depends ?? [],
    size: facts.size,
    testMethods: facts.tests.methods,
    provides: {
      models: unique(own),
      fields: unique(foreign.flatMap(fieldNames)),
      xmlids: unique(xmlids),
      templates: unique(templates),
    },
    needs: {
      models: unique(facts.models.flatMap(neededModels).filter((it) => !own.includes(it))),
      fields: unique([...relatedFields(foreign), ...viewFields(facts, foreign)]),
      methods: unique(foreign.flatMap(extendedMethods)),
      xmlids: unique(
        facts.records
          .filter(({ demo }) => !demo)
          .flatMap(({ refs }) => refs ?? [])
          .filter((it) => !xmlids.includes(it)),
      ),
      locators: unique(foreignLocators(facts)),
      templates: unique(
        facts.web.templates.flatMap(({ inherit }) =>
          inherit !== undefined && !templates.includes(inherit) ? [inherit] : [],
        ),
      ),
    },
  };
}

function fieldNames({ model, fields }: ModelFacts): string[] {
  return fields.map(({ name }) => `${model}.${name}`);
}

/** Models it extends, mixes in, delegates to or points at. */
function neededModels({ model, inherit, inherits, fields }: ModelFacts): string[] {
  return [model, ...inherit, ...Object.keys(inherits), ...fields.flatMap(({ relation }) => relation ?? [])];
}

/** The first step of `related`, on models of others, where the module did not make that field itself. */
function relatedFields(foreign: readonly ModelFacts[]): string[] {
  return foreign.flatMap(({ model, fields }) => {
    const own = new Set(fields.map(({ name }) => name));
    return fields.flatMap(({ related }) => {
      const [head] = related?.split(".") ?? [];
      return head !== undefined && !own.has(head) ? [`${model}.${head}`] : [];
    });
  });
}

/** Fields that its extensions of other modules' views show, where it did not add them to any model of others. */
function viewFields(facts: ModuleFacts, foreign: readonly ModelFacts[]): string[] {
  const added = new Set(foreign.flatMap(({ fields }) => fields.map(({ name }) => name)));
  const hasLines = new Set(
    foreign.filter(({ fields }) => fields.some(({ type }) => X2MANY.has(type ?? ""))).map(({ model }) => model),
  );
  return facts.records.flatMap(({ view, demo }) => {
    // Below a one2many of its own the names are fields of another model.
    if (!view?.inherit || demo || view.model === "" || hasLines.has(view.model)) return [];
    const names = view.names.flatMap((name) => (name.startsWith("field.") ? name.slice(6) : []));
    return names.filter((name) => !added.has(name)).map((name) => `${view.model}.${name}`);
  });
}

function extendedMethods({ model, methods }: ModelFacts): string[] {
  return methods.filter(({ callsSuper }) => callsSuper).map(({ name }) => `${model}.${name}`);
}

function foreignLocators(facts: ModuleFacts): string[] {
  return facts.records.flatMap(({ view, demo }) => {
    if (!view?.inherit || demo || view.inherit.startsWith(`${facts.name}.`)) return [];
    const parent = view.inherit;
    return (view.locators ?? []).flatMap(({ expr }) =>
      [...expr.matchAll(NAMED)].map(([, tag, name]) => `${parent}|${tag}.${name}`),
    );
  });
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)].sort(compareText);
}
