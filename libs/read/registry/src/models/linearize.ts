import { type Base, isDefinition, type ModelClass } from "./model-class.ts";
import type { Definition } from "./types.ts";

/**
 * The definitions of a model in Python's method resolution order (C3), most derived first. Where Python would refuse
 * the order of bases, the first one left is taken. `known` keeps the orders of models for as long as no class is added.
 */
export function definitionsOf(model: ModelClass, known: Orders): Definition[] {
  return linearize(model, known).filter(isDefinition);
}

export type Orders = Map<Base, readonly Base[]>;

/** Python finds the attributes of `TransientModel` before those of `Model`, and these before those of `AbstractModel`. */
export function kindOf(definitions: readonly Definition[]): Definition["facts"]["kind"] {
  if (definitions.some(({ facts }) => facts.kind === "transient")) return "transient";
  return definitions.some(({ facts }) => facts.kind === "model") ? "model" : "abstract";
}

function linearize(model: ModelClass, known: Orders): readonly Base[] {
  const found = known.get(model);
  if (found) return found;
  // A model that inherits from itself in a circle ends here.
  known.set(model, [model]);
  // A definition's own order is itself alone: the list of bases says all there is to say of it.
  const orders = model.bases.flatMap((base) => (isDefinition(base) ? [] : [linearize(base, known)]));
  const order = [model, ...mergeOrders([...orders, model.bases])];
  known.set(model, order);
  return order;
}

/** C3's merge: again and again the first head that stands in no other list's tail. */
function mergeOrders(orders: readonly (readonly Base[])[]): Base[] {
  const merged = new Set<Base>();
  const waiting = new Map<Base, number>();
  for (const order of orders)
    for (const [i, base] of order.entries()) if (i > 0) waiting.set(base, (waiting.get(base) ?? 0) + 1);
  let lists = orders.map((order) => ({ order, head: order[0], place: 0 }));
  for (;;) {
    lists = lists.filter(({ head }) => head !== undefined);
    const next = (lists.find(({ head }) => head && !waiting.get(head)) ?? lists[0])?.head;
    if (!next) return [...merged];
    merged.add(next);
    for (const list of lists) {
      if (list.head !== next) continue;
      list.head = list.order[++list.place];
      if (list.head) waiting.set(list.head, (waiting.get(list.head) ?? 1) - 1);
    }
  }
}
