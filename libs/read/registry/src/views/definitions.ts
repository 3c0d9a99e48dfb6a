import type { Manifest, RecordFacts, ViewFacts } from "@ipai/module";

/** What views need of an entry; entries that are no views count for database ids. */
export type ViewEntry = Pick<
  RecordFacts,
  "kind" | "id" | "own" | "forcecreate" | "model" | "file" | "line" | "demo" | "values"
> & {
  readonly view?: ViewRow;
  /** Of a view that code makes: no file has its arch. */
  readonly arch?: string;
};

/** What settles where and how a view takes part. */
export type ViewRow = Omit<ViewFacts, "names" | "locators" | "upgrades">;

/** The data of one installed module, as far as views need it. */
export interface ViewModule {
  readonly name: string;
  readonly manifest?: SnippetKeys | null;
  readonly records: readonly ViewEntry[];
}

/** What a manifest says of the views that `website` makes of snippets. */
export type SnippetKeys = Pick<
  Manifest,
  "configurator_snippets" | "configurator_snippets_addons" | "new_page_templates"
>;

/** Where an entry of a data file stands. */
export interface EntryPlace {
  readonly module: string;
  readonly file: string;
  readonly line: number;
  readonly demo: boolean;
  /** The arch itself, where code makes the view and no file has it. */
  readonly text?: string;
}

/** A view after every module's data was loaded: the row `ir_ui_view` would hold, its arch left in the file. */
export interface ViewDefinition {
  readonly id: string;
  /** Order of creation, which Odoo's database ids follow. */
  readonly order: number;
  readonly type: string | null;
  readonly model: string;
  readonly inherit?: string;
  readonly mode: "primary" | "extension";
  readonly priority: number;
  readonly active: boolean;
  /** Entry that made the view. */
  readonly made: EntryPlace;
  /** Entry that wrote the arch last; absent when no entry has one. */
  readonly arch?: EntryPlace;
}

const ARCH_FIELDS = new Set(["arch", "arch_db", "arch_base"]);

/**
 * Replays the view entries of modules in installation order: the first entry of an id makes the view, later ones change
 * the fields they give, deletions drop it (`odoo/orm/models.py: _load_records`, `ir_ui_view.py: create, write`).
 *
 * @param modules in the order they were installed; demo entries take part as given
 */
export function collectViews(modules: readonly ViewModule[]): Map<string, ViewDefinition> {
  const views = new Map<string, ViewDefinition>();
  let order = 0;
  for (const { name, records } of modules)
    for (const record of records) {
      if (record.id === null || (onlyChanges(record) && !views.has(record.id))) continue;
      if (record.kind === "delete") views.delete(record.id);
      else if (record.view && record.model === "ir.ui.view") {
        const known = views.get(record.id);
        views.set(record.id, known ? changed(known, record, name) : created(record, name, order++, views));
      }
    }
  return views;
}

/** An entry that may change a record of another module and makes none (`odoo/tools/convert.py: _tag_record`). */
export function onlyChanges({ own, forcecreate }: Pick<RecordFacts, "own" | "forcecreate">): boolean {
  return !own && forcecreate === false;
}

function created(record: ViewEntry, module: string, order: number, views: Map<string, ViewDefinition>): ViewDefinition {
  const view = record.view as ViewRow;
  const parent = view.inherit === undefined ? undefined : views.get(view.inherit);
  return {
    id: record.id as string,
    order,
    type: view.type ?? parent?.type ?? null,
    model: view.model,
    ...(view.inherit === undefined ? {} : { inherit: view.inherit }),
    mode: view.mode,
    priority: view.priority,
    active: view.active,
    made: placeOf(record, module),
    ...archOf(record, view, module),
  };
}

function changed(known: ViewDefinition, record: ViewEntry, module: string): ViewDefinition {
  const view = record.view as ViewRow;
  const given = new Set(view.given);
  const inherit = given.has("inherit_id") ? view.inherit : known.inherit;
  const { inherit: _, ...rest } = known;
  return {
    ...rest,
    ...(inherit === undefined ? {} : { inherit }),
    ...(given.has("type") ? { type: view.type } : {}),
    ...(given.has("model") ? { model: view.model } : {}),
    ...(given.has("priority") ? { priority: view.priority } : {}),
    ...(given.has("active") ? { active: view.active } : {}),
    mode: modeAfter(known, view, given),
    ...archOf(record, view, module),
  };
}

/** `ir_ui_view.py: _compute_defaults`: the mode follows a new parent only where there was none before. */
function modeAfter(known: ViewDefinition, view: ViewRow, given: ReadonlySet<string>): ViewDefinition["mode"] {
  if (given.has("mode")) return view.mode;
  if (!given.has("inherit_id")) return known.mode;
  if (view.inherit === undefined) return "primary";
  return known.inherit === undefined ? "extension" : known.mode;
}

function archOf(record: ViewEntry, view: ViewRow, module: string): { readonly arch?: EntryPlace } {
  if (!view.given.some((name) => ARCH_FIELDS.has(name))) return {};
  return { arch: placeOf(record, module) };
}

function placeOf({ file, line, demo, arch }: ViewEntry, module: string): EntryPlace {
  return { module, file, line, demo, ...(arch === undefined ? {} : { text: arch }) };
}
