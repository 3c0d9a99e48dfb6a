import { compareText } from "@ipai/core";
import type { ViewDefinition } from "./definitions.ts";

/** Views by the parent they inherit from. */
export type ViewChildren = ReadonlyMap<string, readonly ViewDefinition[]>;

/** Children of every view, by priority, then in order of creation (`ir_ui_view.py: _get_inheriting_views`). */
export function childrenByParent(views: Iterable<ViewDefinition>): ViewChildren {
  const children = new Map<string, ViewDefinition[]>();
  for (const view of views) {
    if (view.inherit === undefined || !view.active) continue;
    const siblings = children.get(view.inherit);
    if (siblings) siblings.push(view);
    else children.set(view.inherit, [view]);
  }
  for (const siblings of children.values()) siblings.sort((a, b) => a.priority - b.priority || a.order - b.order);
  return children;
}

/**
 * The views that make up one view's arch, in the order Odoo applies them: the topmost parent first
 * (`ir_ui_view.py: _get_combined_archs, _combine`).
 *
 * @param upTo views made later are not there yet, but for the view itself and its parents
 * @returns null when the parents run in a circle or one does not exist
 */
export function applicationOrder(
  view: ViewDefinition,
  views: ReadonlyMap<string, ViewDefinition>,
  children: ViewChildren,
  upTo = Infinity,
): ViewDefinition[] | null {
  const lineage = lineageOf(view, views);
  const root = lineage?.at(-1);
  if (!lineage || !root) return null;
  const parented = new Set(lineage);
  const loaded = loadedViews(lineage, children, upTo);
  const below = hierarchy(root, parented, loaded, children);
  const order = [root];
  const queue = [...(below.get(root) ?? [])].sort((a, b) => compareText(a.mode, b.mode));
  for (let next = queue.shift(); next; next = queue.shift()) {
    order.push(next);
    for (const child of (below.get(next) ?? []).toReversed())
      if (child.mode === "primary") queue.push(child);
      else queue.unshift(child);
  }
  return order;
}

/** The view and its parents, topmost last; null where they run in a circle or one does not exist. */
export function lineageOf(view: ViewDefinition, views: ReadonlyMap<string, ViewDefinition>): ViewDefinition[] | null {
  const lineage = [view];
  for (let id = view.inherit; id !== undefined; id = lineage.at(-1)?.inherit) {
    const parent = views.get(id);
    if (!parent || lineage.includes(parent)) return null;
    lineage.push(parent);
  }
  return lineage;
}

/** What Odoo's recursive query returns: active views of the lineage, and active extensions with their parent's model. */
function loadedViews(lineage: readonly ViewDefinition[], children: ViewChildren, upTo: number): Set<ViewDefinition> {
  const loaded = new Set<ViewDefinition>();
  const add = (view: ViewDefinition): void => {
    if (loaded.has(view)) return;
    loaded.add(view);
    for (const child of children.get(view.id) ?? [])
      if (child.mode === "extension" && child.model === view.model && child.order <= upTo) add(child);
  };
  for (const view of lineage) if (view.active) add(view);
  return loaded;
}

function hierarchy(
  root: ViewDefinition,
  parented: ReadonlySet<ViewDefinition>,
  loaded: ReadonlySet<ViewDefinition>,
  children: ViewChildren,
): Map<ViewDefinition, ViewDefinition[]> {
  const below = new Map<ViewDefinition, ViewDefinition[]>();
  const visit = (view: ViewDefinition): void => {
    const kept = (children.get(view.id) ?? []).filter((child) => loaded.has(child));
    const reached = kept.filter((child) => parented.has(child) || child.mode !== "primary");
    below.set(view, reached);
    for (const child of reached) visit(child);
  };
  visit(root);
  return below;
}
