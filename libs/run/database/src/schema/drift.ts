import { compareText, type Issue } from "@ipai/core";
import { normaliseDefinition } from "./normalise.ts";
import type { SchemaObject, SchemaSnapshot } from "./snapshot.ts";

export interface ChangedObject {
  readonly kind: SchemaObject["kind"];
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

/** What is different in one module's part of the schema. */
export interface ModuleDrift {
  /** Null: what Odoo registers for no module. */
  readonly module: string | null;
  /** Versions of the module; null where it was not, or is not, installed. */
  readonly versions: { readonly before: string | null; readonly after: string | null };
  readonly added: readonly SchemaObject[];
  readonly removed: readonly SchemaObject[];
  readonly changed: readonly ChangedObject[];
  /** How this can have come about, and what to do next. */
  readonly because: string;
  readonly next: string;
}

export interface Drift {
  readonly modules: readonly ModuleDrift[];
  readonly issues: readonly Issue[];
}

/** What changed from a baseline to what is now, by module; nothing but names and definitions counts. */
export function compareSchemas(baseline: SchemaSnapshot, now: SchemaSnapshot): Drift {
  const known = baseline.kinds.filter((kind) => now.kinds.includes(kind));
  const [before, after] = [byKey(baseline, known), byKey(now, known)];
  const keys = [...new Set([...before.keys(), ...after.keys()])].filter(
    (key) => normalised(before.get(key)) !== normalised(after.get(key)),
  );
  const modules = new Map<string | null, string[]>();
  for (const key of keys) {
    const module = after.get(key)?.module ?? before.get(key)?.module ?? null;
    modules.set(module, [...(modules.get(module) ?? []), key]);
  }
  const drifts = [...modules].map(([module, its]) => moduleDrift(module, its, before, after, [baseline, now]));
  return {
    modules: drifts.sort((a, b) => compareText(a.module ?? "", b.module ?? "")),
    issues: [
      ...(baseline.postgres === now.postgres ? [] : [otherServer(baseline.postgres, now.postgres)]),
      ...(known.length === now.kinds.length ? [] : [olderBaseline(now.kinds.filter((kind) => !known.includes(kind)))]),
    ],
  };
}

type ByKey = ReadonlyMap<string, SchemaObject>;

function byKey({ objects }: SchemaSnapshot, kinds: readonly SchemaObject["kind"][]): ByKey {
  const known = objects.filter(({ kind }) => kinds.includes(kind));
  return new Map(known.map((object) => [`${object.kind} ${object.name}`, object]));
}

function normalised(object: SchemaObject | undefined): string | undefined {
  return object && normaliseDefinition(object.definition);
}

function olderBaseline(kinds: readonly string[]): Issue {
  const message = `the baseline does not tell of ${kinds.join(", ")}: changes of these are not seen`;
  return { code: "baseline-older", severity: "warning", message, advice: "write it anew: ipai db baseline" };
}

function moduleDrift(
  module: string | null,
  keys: readonly string[],
  before: ByKey,
  after: ByKey,
  [baseline, now]: readonly [SchemaSnapshot, SchemaSnapshot],
): ModuleDrift {
  const version = ({ modules }: SchemaSnapshot) => (module === null ? null : (modules[module] ?? null));
  const versions = { before: version(baseline), after: version(now) };
  const changed = keys.flatMap((key) => {
    const [old, its] = [before.get(key), after.get(key)];
    return old && its ? [{ kind: its.kind, name: its.name, before: old.definition, after: its.definition }] : [];
  });
  return {
    module,
    versions,
    added: keys.flatMap((key) => (before.has(key) ? [] : after.get(key)!)),
    removed: keys.flatMap((key) => (after.has(key) ? [] : before.get(key)!)),
    changed,
    ...explain(module, versions),
  };
}

const ACCEPT = "if it is meant, write the baseline anew: ipai db baseline";

function explain(
  module: string | null,
  { before, after }: ModuleDrift["versions"],
): Pick<ModuleDrift, "because" | "next"> {
  if (module === null)
    return {
      because: "Odoo registers it for no module: made or dropped by hand",
      next: `undo it in SQL, or ${ACCEPT}`,
    };
  if (before === null && after === null)
    return { because: "it is of no installed module's code", next: `undo it where it was made, or ${ACCEPT}` };
  if (before === null) return { because: `installed since, as ${after}`, next: ACCEPT };
  if (after === null) return { because: `no longer installed, was ${before}`, next: ACCEPT };
  if (before !== after) return { because: `updated from ${before} to ${after}`, next: `read its migration; ${ACCEPT}` };
  return {
    because: `its version is ${after} as before: changed by hand, or by code without a new version`,
    next: `odoo-bin -d DATABASE -u ${module} --stop-after-init brings back what its code says; ${ACCEPT}`,
  };
}

function otherServer(before: number, after: number): Issue {
  return {
    code: "server-differs",
    severity: "warning",
    message: `the baseline is of PostgreSQL ${before}, this server is ${after}: they may write one definition in two ways`,
    advice: "compare on the same major version, or write the baseline anew: ipai db baseline",
  };
}
