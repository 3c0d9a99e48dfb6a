import { type Base, isDefinition, type ModelClass } from "./model-class.ts";
import type { Definition } from "./types.ts";

/**
 * The definitions of a model in Python's method resolution order (C3), most derived first. Where Python would refuse
 * the order of bases, the first one left is taken.
 */
export function definitionsOf(model: ModelClass): Definition[] {
  return linearize(model, new Map()).filter(isDefinition);
}

/** Python finds the attributes of `TransientModel` before those of `Model`, and these before those of `AbstractModel`. */
export function kindOf(definitions: readonly Definition[]): Definition["facts"]["kind"] {
  if (definitions.some(({ facts }) => facts.kind === "transient")) return "transient";
  return definitions.some(({ facts }) => facts.kind === "model") ? "model" : "abstract";
}

function linearize(model: ModelClass, known: Map<Base, readonly Base[]>): readonly Base[] {
  const found = known.get(model);
  if (found) return found;
  // A model that inherits from itself in a circle ends here.
  known.set(model, [model]);
  const orders = model.bases.map((base) => (isDefinition(base) ? [base] : linearize(base, known)));
  const order = [model, ...mergeOrders([...orders, model.bases])];
  known.set(model, order);
  return order;
}

/** C3's merge: again and again the first head that stands in no other list's tail. */
function mergeOrders(orders: readonly (readonly Base[])[]): Base[] {
  const merged: Base[] = [];
  const places = orders.map(() => 0);
  const waiting = new Map<Base, number>();
  for (const order of orders) for (const base of order.slice(1)) waiting.set(base, (waiting.get(base) ?? 0) + 1);
  for (;;) {
    const heads = orders.flatMap((order, i) => order[places[i] as number] ?? []);
    const next = heads.find((head) => !waiting.get(head)) ?? heads[0];
    if (!next) return merged;
    if (!merged.includes(next)) merged.push(next);
    orders.forEach((order, i) => {
      if (order[places[i] as number] !== next) return;
      const place = (places[i] as number) + 1;
      places[i] = place;
      const head = order[place];
      if (head) waiting.set(head, (waiting.get(head) ?? 1) - 1);
    });
  }
}
