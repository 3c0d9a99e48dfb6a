import { compareModuleVersions, compareText, parseModuleVersion, type VersionChange } from "@ipai/core";
import type { FieldFacts, ModuleFacts, RecordFacts } from "@ipai/module";
import type { PictureModule } from "./picture.ts";
import type { Gone, Surface } from "./surface.ts";

/** A list that changed. */
export interface Delta {
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

export interface AccessChange {
  readonly id: string;
  readonly kind: "added" | "removed" | "changed";
  /** `model group rwcd` as it was and is; null where there is none. */
  readonly before: string | null;
  readonly after: string | null;
}

/** What a change of content means for one module of the closure. */
export interface ModuleImpact {
  readonly name: string;
  readonly repository: string;
  readonly kind: "added" | "removed" | "changed";
  readonly from: string | null;
  readonly to: string | null;
  readonly version: VersionChange | null;
  readonly depends: Delta;
  readonly python: Delta;
  /** Migration scripts that were not there before, as `version/file`. */
  readonly migrations: readonly string[];
  /** True when databases need `-u` for this module: data, models or views differ, or a migration script came. */
  readonly needsUpdate: boolean;
  readonly models: Delta;
  /** `model.field`; removed: nobody has it any more. */
  readonly fields: Delta;
  readonly retyped: readonly { readonly field: string; readonly from: string; readonly to: string }[];
  readonly ids: Delta;
  readonly groups: Delta;
  readonly access: readonly AccessChange[];
}

/** Compares two versions of one module; what moved to another module of the closure does not count as removed. */
export function moduleImpact(
  before: PictureModule | undefined,
  after: PictureModule | undefined,
  surfaces: { readonly before: Surface; readonly after: Surface; readonly gone: Gone },
): ModuleImpact {
  const { name, repository } = (after ?? before)!;
  const [old, now] = [before?.facts, after?.facts];
  const [from, to] = [old?.manifest?.version ?? null, now?.manifest?.version ?? null];
  const migrations = listDelta(migrationNames(old), migrationNames(now)).added;
  const gone = [...surfaces.gone.ids].filter(([, { module }]) => module === name);
  return {
    name,
    repository,
    kind: !before ? "added" : !after ? "removed" : "changed",
    from,
    to,
    version: versionChange(from, to),
    depends: listDelta(old?.manifest?.depends, now?.manifest?.depends),
    python: listDelta(old?.manifest?.external_dependencies["python"], now?.manifest?.external_dependencies["python"]),
    migrations,
    needsUpdate: migrations.length > 0 || loadedText(old) !== loadedText(now),
    models: {
      added: modelNames(now).filter((model) => !surfaces.before.models.has(model)),
      removed: [...surfaces.gone.models]
        .filter(([, module]) => module === name)
        .map(([model]) => model)
        .sort(),
    },
    fields: {
      added: fieldNames(now).filter((field) => !fieldNames(old).includes(field)),
      removed: [...surfaces.gone.fields]
        .filter(([, { module }]) => module === name)
        .map(([field]) => field)
        .sort(),
    },
    retyped: retyped(old, now),
    ids: {
      added: idNames(now).filter((id) => !surfaces.before.ids.has(id)),
      removed: gone.map(([id]) => id).sort(),
    },
    groups: {
      added: idNames(now, "res.groups").filter((id) => !surfaces.before.ids.has(id)),
      removed: gone
        .filter(([, { model }]) => model === "res.groups")
        .map(([id]) => id)
        .sort(),
    },
    access: accessChanges(old, now),
  };
}

function versionChange(from: string | null, to: string | null): VersionChange | null {
  const [a, b] = [from && parseModuleVersion(from), to && parseModuleVersion(to)];
  return a && b ? compareModuleVersions(a, b) : null;
}

function listDelta(before: readonly string[] = [], after: readonly string[] = []): Delta {
  return { added: after.filter((one) => !before.includes(one)), removed: before.filter((one) => !after.includes(one)) };
}

const migrationNames = (facts: ModuleFacts | undefined) => facts?.migrations.map(({ file }) => file) ?? [];
const modelNames = (facts: ModuleFacts | undefined) =>
  [...new Set(facts?.models.filter(({ defines }) => defines).map(({ model }) => model))].sort();
const fieldNames = (facts: ModuleFacts | undefined) =>
  [...new Set(facts?.models.flatMap(({ model, fields }) => fields.map((field) => `${model}.${field.name}`)))].sort();
const idNames = (facts: ModuleFacts | undefined, model?: string) =>
  [
    ...new Set(
      facts?.records.flatMap(({ id, own, kind, model: of }) =>
        id && own && kind !== "delete" && (!model || of === model) ? [id] : [],
      ),
    ),
  ].sort();

/** What an update loads, without the places it stands at: moving code within a file needs no update. */
function loadedText(facts: ModuleFacts | undefined): string {
  const { models, records, web } = facts ?? {};
  return JSON.stringify([models, records, web?.templates], withoutPlaces) ?? "";
}

const PLACES = new Set(["line", "file", "methods"]);
const withoutPlaces = (key: string, value: unknown): unknown => (PLACES.has(key) ? undefined : value);

function retyped(old: ModuleFacts | undefined, now: ModuleFacts | undefined): ModuleImpact["retyped"] {
  const [a, b] = [fieldTypes(old), fieldTypes(now)];
  return [...a].flatMap(([field, from]) => {
    const to = b.get(field);
    return to && from !== to ? [{ field, from, to }] : [];
  });
}

function fieldTypes(facts: ModuleFacts | undefined): Map<string, string> {
  const typed = facts?.models.flatMap(({ model, fields }) =>
    fields.filter(({ type }) => type).map((field) => [`${model}.${field.name}`, typeText(field)] as const),
  );
  return new Map(typed);
}

const typeText = ({ type, relation }: FieldFacts): string => (relation ? `${type} ${relation}` : type!);

function accessChanges(old: ModuleFacts | undefined, now: ModuleFacts | undefined): AccessChange[] {
  const [a, b] = [accessRules(old), accessRules(now)];
  const ids = [...new Set([...a.keys(), ...b.keys()])].sort(compareText);
  return ids.flatMap((id) => {
    const [before, after] = [a.get(id) ?? null, b.get(id) ?? null];
    if (before === after) return [];
    return [{ id, kind: before === null ? "added" : after === null ? "removed" : "changed", before, after } as const];
  });
}

function accessRules(facts: ModuleFacts | undefined): Map<string, string> {
  const rules = facts?.records.filter(
    ({ model, kind }) => kind === "record" && ["ir.model.access", "ir.rule"].includes(model),
  );
  return new Map(rules?.filter(({ id }) => id !== null).map((record) => [record.id!, ruleText(record)]));
}

const plain = (text: string | undefined): string => text?.replaceAll("ref:", "") ?? "";

/** A right that is not named is granted by a rule and refused by an access entry, as the models' defaults have it. */
function ruleText({ model, values = {} }: RecordFacts): string {
  const granted = (right: string) => isTrue(values[`perm_${right}`] ?? (model === "ir.rule" ? "1" : "0"));
  const rights = ["read", "write", "create", "unlink"].map((right) => (granted(right) ? right[0] : "-"));
  const groups = plain(values["group_id"] ?? values["groups"]) || "everyone";
  return [plain(values["model_id"]), groups, rights.join("")].join(" ");
}

const isTrue = (text: string | undefined): boolean => /^(?:1|true)$/i.test(text ?? "");
