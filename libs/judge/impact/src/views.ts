import type { Issue } from "@ipai/core";
import { buildViews, type CombinedView, type ViewDefinition, type ViewModule, type Views } from "@ipai/registry";
import type { Break } from "./breaks.ts";
import type { Picture } from "./picture.ts";

export interface ViewBreaks {
  readonly breaks: readonly Break[];
  /** Views that were combined on both sides. */
  readonly checked: number;
  /** Views that a change touches and whose source, or a parent's, is out of reach. */
  readonly unchecked: readonly string[];
}

const NO_SOURCE = "view-source-missing";

/**
 * Views that could be combined before and cannot be any more: locators that find nothing, parents that are gone. Only
 * families that hold a view of a changed module are combined, and all of each.
 */
export function findViewBreaks(before: Picture, after: Picture, changed: ReadonlySet<string>): ViewBreaks {
  const sides = [before, after].map((picture) => definitionsOf(picture));
  const touched = new Set(sides.flatMap((side) => touchedRoots(side, changed)));
  const [old, now] = sides.map((side) => viewsBelow(side, touched));
  const breaks: Break[] = [];
  const unchecked: string[] = [];
  const known = new Set<string>();
  for (const id of now!.ids) {
    const [is, was] = [now!.views.combine(id), old!.views.combine(id)];
    if ([...(is?.issues ?? []), ...(was?.issues ?? [])].some(({ code }) => code === NO_SOURCE)) unchecked.push(id);
    const before = new Set(was?.issues.map(({ message }) => message));
    for (const issue of is?.issues ?? []) {
      if (issue.code === NO_SOURCE || before.has(issue.message) || known.has(issue.message)) continue;
      known.add(issue.message);
      breaks.push(toBreak(issue, is!, after, changed));
    }
  }
  return { breaks, checked: now!.ids.length - unchecked.length, unchecked };
}

interface Side {
  readonly picture: Picture;
  readonly modules: readonly ViewModule[];
  readonly definitions: ReadonlyMap<string, ViewDefinition>;
}

function definitionsOf(picture: Picture): Side {
  const modules = picture.modules.map(({ name, facts }) => ({
    name,
    manifest: facts.manifest,
    records: facts.records,
  }));
  return { picture, modules, definitions: buildViews(modules, () => undefined).definitions };
}

/** Roots of the families in which a changed module has a view. */
function touchedRoots({ picture, definitions }: Side, changed: ReadonlySet<string>): string[] {
  const records = picture.modules.filter(({ name }) => changed.has(name)).flatMap(({ facts }) => facts.records);
  const views = records.flatMap(({ id, view }) => (id !== null && view ? (definitions.get(id) ?? []) : []));
  return views.map((view) => rootOf(view, definitions)).filter((root) => root !== null);
}

function viewsBelow(
  { picture, modules, definitions }: Side,
  roots: ReadonlySet<string>,
): { readonly views: Views; readonly ids: readonly string[] } {
  const members = [...definitions.values()].filter((view) => roots.has(rootOf(view, definitions) ?? ""));
  const files = readFiles(picture, members);
  const views = buildViews(modules, (module, path) => files.get(`${module}/${path}`));
  return { views, ids: members.filter(({ mode, active }) => mode === "primary" && active).map(({ id }) => id) };
}

/** The topmost view that a view is built on; null when the chain leads nowhere: its missing parent is a broken reference. */
function rootOf(view: ViewDefinition, definitions: ReadonlyMap<string, ViewDefinition>): string | null {
  const seen = new Set<string>();
  let at: ViewDefinition | undefined = view;
  while (at?.inherit !== undefined && !seen.has(at.id)) {
    seen.add(at.id);
    at = definitions.get(at.inherit);
  }
  return at?.inherit === undefined ? (at?.id ?? null) : null;
}

function readFiles(picture: Picture, views: readonly ViewDefinition[]): Map<string, Uint8Array> {
  const places = new Map(views.flatMap(({ arch }) => (arch ? [[`${arch.module}/${arch.file}`, arch] as const] : [])));
  const keys = [...places.keys()];
  const bytes = picture.read([...places.values()].map(({ module, file }) => ({ module, file })));
  return new Map(keys.flatMap((key, index) => (bytes[index] ? [[key, bytes[index]] as const] : [])));
}

function toBreak(
  issue: Issue,
  { definition }: CombinedView,
  { modules }: Picture,
  changed: ReadonlySet<string>,
): Break {
  const module = issue.at?.path.split("/")[0] ?? definition.id.split(".")[0]!;
  const place = modules.find(({ name }) => name === module);
  const inside = issue.at?.path.slice(module.length + 1) ?? "";
  const at = place && {
    ...issue.at,
    path: `${place.path}/${inside}`,
    source: place.repository,
    ...(place.commit && { commit: place.commit }),
  };
  return { ...issue, ...(at && { at }), module, innocent: !changed.has(module) };
}
