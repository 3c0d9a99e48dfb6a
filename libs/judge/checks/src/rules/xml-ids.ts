import type { Issue } from "@ipai/core";
import type { RecordFacts } from "@ipai/module";
import { entryAt } from "../world/elements.ts";
import type { CheckedModule } from "../world/module.ts";
import type { World } from "../world/world.ts";

/** Where an xml id comes from, as seen from one module. */
export type Provenance =
  | { readonly kind: "closure" }
  /** Modules that make it, none of which the module depends on. */
  | { readonly kind: "outside"; readonly modules: readonly string[] }
  | { readonly kind: "unknown" };

/**
 * Ids that Odoo makes itself for what a module defines (`odoo/addons/base/models/ir_model.py: model_xmlid, field_xmlid,
 * selection_xmlid`), and those that only running code makes: charts of accounts by company, languages, and copies of
 * records for websites.
 */
const GENERATED = /^[^.]+\.(?:field_|selection_|constraint_|module_category_|lang_)/;

/** Who makes the id that `module` refers to; `ownCounts` false leaves out what the module's own data says of it. */
export function provenance(module: CheckedModule, id: string, ownCounts = true): Provenance {
  const [owner = "", name = ""] = [id.slice(0, id.indexOf(".")), id.slice(id.indexOf(".") + 1)];
  const { world, closure } = module;
  if (owner === "base" && name.startsWith("module_") && world.has(name.slice("module_".length)))
    return { kind: "closure" };
  if (GENERATED.test(id) || (world.has(owner) && hasModelId(world, owner, name))) return generated(module, owner);
  if (closure.has(owner) && world.makes(owner, id)) return { kind: "closure" };
  for (const other of closure)
    if ((ownCounts || other !== module.name) && world.ids(other).has(id)) return { kind: "closure" };
  if (world.has(owner) && world.makes(owner, id)) return { kind: "outside", modules: [owner] };
  return { kind: "unknown" };
}

function generated({ world, closure }: CheckedModule, owner: string): Provenance {
  if (closure.has(owner)) return { kind: "closure" };
  return world.has(owner) ? { kind: "outside", modules: [owner] } : { kind: "unknown" };
}

/** True where `name` is the id of a model that the module defines or extends (`ir_model.py: _reflect_models`), or may be. */
function hasModelId(world: World, owner: string, name: string): boolean {
  if (!name.startsWith("model_")) return false;
  const { models, issues } = world.facts(owner);
  const table = name.slice("model_".length);
  return models.some(({ model }) => model.replaceAll(".", "_") === table) || issues.some(isDynamicModel);
}

/** A class whose name only a run can tell may be any model. */
export function isDynamicModel({ code }: Issue): boolean {
  return code === "model-dynamic";
}

/** Every reference of a module's data to an xml id, once per id and file. */
export function* references({
  facts,
}: CheckedModule): Generator<{ readonly record: RecordFacts; readonly id: string }> {
  const seen = new Set<string>();
  for (const record of facts.records)
    for (const id of record.refs ?? []) {
      const key = `${record.file} ${id}`;
      if (seen.has(key)) continue;
      seen.add(key);
      yield { record, id };
    }
}

/** Attributes that Odoo looks at when a view is shown: an id that is not there hides something or waits. */
const LAZY = new Set(["groups", "t-call"]);
/** Elements whose groups the loader itself looks up (`odoo/tools/convert.py: _tag_menuitem, _tag_template`). */
const LOADED_AT_ONCE = new Set(["menuitem", "template"]);

/**
 * True where an id stands in `groups` or `t-call` alone: a group that does not exist has no members, and a template is
 * called when something is drawn. Where the file is not at hand, false.
 */
export function isLazy(module: CheckedModule, record: RecordFacts, id: string): boolean {
  let found = false;
  for (const node of entryAt(module, record)?.walk() ?? [])
    for (const [name, value] of [...Object.entries(node.attributes), ["", `${node.text}${node.tail}`] as const]) {
      if (!value.includes(id)) continue;
      if (!LAZY.has(name) || (name === "groups" && LOADED_AT_ONCE.has(node.tag))) return false;
      found = true;
    }
  return found;
}
