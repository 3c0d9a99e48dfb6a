import type { Oracle } from "./schema.ts";

/** The same picture as an oracle's, drawn by the static engine over the same modules. */
export interface StaticPicture {
  /** Modules that Odoo would install, in load order. */
  readonly loadOrder: readonly string[];
  readonly models: readonly {
    readonly module: string;
    readonly model: string;
    readonly transient: boolean;
    readonly abstract: boolean;
  }[];
  readonly fields: readonly StaticField[];
  /** Declared by data files. */
  readonly xmlids: readonly { readonly id: string; readonly model: string; readonly noupdate: boolean }[];
  readonly views: readonly { readonly xmlid: string; readonly sha256: string | null; readonly issue?: string }[];
}

export interface StaticField {
  readonly module: string;
  readonly model: string;
  readonly name: string;
  readonly type: string;
  readonly relation: string | null;
  readonly store: boolean;
  readonly required: boolean;
}

export interface Difference {
  readonly key: string;
  readonly oracle: string | null;
  readonly static: string | null;
  readonly reason: string;
}

export interface Comparison {
  readonly aspect: "installed" | "load order" | "models" | "fields" | "xml ids" | "views";
  /** Facts that the oracle states, and those of them that the engine states alike. */
  readonly total: number;
  readonly equal: number;
  /** 0 to 1: `equal` over everything that either of them states and that data or classes declare. */
  readonly ratio: number;
  readonly differences: readonly Difference[];
}

/** Holds the static engine against a running Odoo, aspect by aspect, and names every difference. */
export function compareWithOracle(oracle: Oracle, picture: StaticPicture): Comparison[] {
  const declared = new Set(picture.xmlids.map(({ id }) => id));
  return [
    compareSets(
      "installed",
      oracle.installed.map(({ name }) => [name, "installed"]),
      picture.loadOrder.map((name) => [name, "installed"]),
    ),
    compareSets("load order", oracle.load_order.map(position), picture.loadOrder.map(position)),
    compareSets(
      "models",
      oracle.models.map(([module, model, transient, abstract]) => [`${module}: ${model}`, kind(transient, abstract)]),
      picture.models.map(({ module, model, transient, abstract }) => [
        `${module}: ${model}`,
        kind(transient, abstract),
      ]),
    ),
    compareSets(
      "fields",
      oracle.fields.map(([module, model, name, type, relation, store, required]) => [
        `${module}: ${model}.${name}`,
        fieldText(type, relation, store, required),
      ]),
      picture.fields.map((field) => [
        `${field.module}: ${field.model}.${field.name}`,
        fieldText(field.type, field.relation, field.store, field.required),
      ]),
    ),
    compareDeclared(
      "xml ids",
      oracle.xmlids.map(([module, name, model, noupdate]) => [`${module}.${name}`, recordText(model, noupdate)]),
      picture.xmlids.map(({ id, model, noupdate }) => [id, recordText(model, noupdate)]),
      declared,
    ),
    compareDeclared(
      "views",
      oracle.views.map(({ xmlid, sha, error }) => [xmlid, sha ?? `not combined: ${error}`]),
      picture.views.map(({ xmlid, sha256, issue }) => [xmlid, sha256 ?? `not combined: ${issue}`]),
      declared,
    ),
  ];
}

/** Records made by code at install (charts of accounts, copies of pages) are in no data file: told, not counted. */
function compareDeclared(
  aspect: Comparison["aspect"],
  oracle: readonly Entry[],
  engine: readonly Entry[],
  declared: ReadonlySet<string>,
): Comparison {
  const comparison = compareSets(
    aspect,
    oracle.filter(([id]) => declared.has(id)),
    engine,
  );
  const byCode = oracle
    .filter(([id]) => !declared.has(id))
    .map(([key, text]) => ({ key, oracle: text, static: null, reason: "in no data file: made by code at install" }));
  return { ...comparison, differences: [...comparison.differences, ...byCode] };
}

function recordText(model: string, noupdate: boolean | null): string {
  return `${model}${noupdate ? " noupdate" : ""}`;
}

type Entry = readonly [key: string, text: string];

function compareSets(aspect: Comparison["aspect"], oracle: readonly Entry[], engine: readonly Entry[]): Comparison {
  const [theirs, ours] = [new Map(oracle), new Map(engine)];
  const differences: Difference[] = [];
  for (const [key, text] of theirs) {
    const found = ours.get(key);
    if (found === undefined)
      differences.push({ key, oracle: text, static: null, reason: "the engine does not see it" });
    else if (found !== text) differences.push({ key, oracle: text, static: found, reason: "stated otherwise" });
  }
  const equal = theirs.size - differences.length;
  for (const [key, text] of ours) {
    if (!theirs.has(key)) differences.push({ key, oracle: null, static: text, reason: "Odoo does not have it" });
  }
  const stated = equal + differences.length;
  return { aspect, total: theirs.size, equal, ratio: stated ? equal / stated : 1, differences };
}

function position(name: string, index: number): Entry {
  return [name, String(index + 1)];
}

function kind(transient: boolean | null, abstract: boolean | null): string {
  return abstract ? "abstract" : transient ? "transient" : "model";
}

function fieldText(type: string, relation: string | null, store: boolean | null, required: boolean | null): string {
  return [type, relation ?? "", store ? "stored" : "", required ? "required" : ""].filter(Boolean).join(" ");
}
