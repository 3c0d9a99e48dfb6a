import type { FieldFacts } from "@ipai/module";
import type { FieldDefinition } from "./types.ts";

/** A field of a model class while modules load. */
export interface Field {
  readonly name: string;
  readonly type: string | null;
  relation: string | undefined;
  readonly inverse: string | undefined;
  string: string | undefined;
  required: boolean;
  readonly readonly: boolean;
  readonly store: boolean;
  readonly related: string | undefined;
  readonly compute: string | true | undefined;
  groups: string | undefined;
  readonly selection: readonly string[] | undefined;
  readonly inherited: boolean;
  /** Modules that define the field, as Odoo's `Field._modules`. */
  modules: readonly string[];
}

/** Merges the definitions of a field, most basic first (`odoo/orm/fields.py: Field._get_attrs`). */
export function mergeField(definitions: readonly FieldDefinition[]): Field {
  const type = definitions.findLast(({ facts }) => facts.type !== null)?.facts.type ?? null;
  // A definition of another class takes away all that stood before it.
  const from = definitions.findLastIndex(({ facts }) => !isInstance(type, facts.type)) + 1;
  const kept = definitions.slice(from);
  const attrs: FieldFacts = Object.assign({}, ...kept.map(({ facts }) => facts));
  const { name, compute, related } = attrs;
  const isComputed = Boolean(compute) || Boolean(related);
  return {
    name,
    type,
    relation: attrs.relation,
    inverse: attrs.inverse,
    string: attrs.string ?? (related ? undefined : labelOf(name)),
    required: attrs.required ?? false,
    readonly: attrs.readonly ?? (compute ? !attrs.inverseMethod : Boolean(related)),
    store: attrs.sparse === undefined ? (attrs.store ?? !isComputed) : false,
    related: related || undefined,
    compute: compute || undefined,
    groups: attrs.groups,
    selection: mergeSelection(kept),
    inherited: Boolean(related) && (attrs.inherited ?? false),
    modules: [...new Set(kept.flatMap(({ module }) => module ?? []))],
  };
}

/** Field classes that derive from another one. */
const PARENT_TYPES: Readonly<Record<string, string>> = { many2one_reference: "integer", reference: "selection" };

function isInstance(type: string | null, of: string | null): boolean {
  return type === null || of === null || type === of || PARENT_TYPES[type] === of;
}

/** `Selection._setup_attrs__`: a later list replaces, `selection_add` adds. */
function mergeSelection(definitions: readonly FieldDefinition[]): readonly string[] | undefined {
  let keys: string[] | undefined;
  for (const { facts } of definitions) {
    if (facts.selection) keys = [...facts.selection];
    else if (facts.dynamic?.includes("selection")) keys = undefined;
    if (facts.selectionAdd && keys) keys = [...new Set([...keys, ...facts.selectionAdd])];
  }
  return keys;
}

/** Label that Odoo makes of a name: `partner_id` is `Partner`. */
function labelOf(name: string): string {
  const words = name.replace(/_ids?$/, "").replaceAll("_", " ");
  return words.replace(/\p{L}+/gu, (word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase());
}
