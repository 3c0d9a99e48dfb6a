import { compareText, type Location } from "@ipai/core";
import type { FactIndex } from "../world/index-facts.ts";
import { makeWorld, placeOf, within, type World } from "../world/world.ts";

/** Something Community itself says that only Enterprise has. */
export interface Advertised {
  readonly kind: "upgrade_boolean" | "to_buy";
  /** As a source of the mapping names it: `account:module_account_reports`, or `accountant`. */
  readonly source: string;
  /** The Enterprise add-on behind it; null for a setting that names none. */
  readonly addon: string | null;
  readonly at: Location;
}

/** Reads what these Community modules advertise from their facts: upgrade settings and apps to buy. */
export function findAdvertised(facts: FactIndex, community: Iterable<string>): Advertised[] {
  const world = makeWorld(facts, community, []);
  const found = [...upgrades(world), ...appsToBuy(world)].filter(
    ({ addon }) => addon === null || !world.order.has(addon),
  );
  const first = new Map<string, Advertised>();
  for (const it of found) if (!first.has(`${it.kind}:${it.source}`)) first.set(`${it.kind}:${it.source}`, it);
  return [...first.values()].sort((a, b) => compareText(a.kind + a.source, b.kind + b.source));
}

function upgrades(world: World): Advertised[] {
  const views = [...world.index.views.values()].flatMap((views) => within(world, views));
  return views.flatMap(({ module, fact }) =>
    (fact.view?.upgrades ?? []).map(({ field, line }) => ({
      kind: "upgrade_boolean" as const,
      source: `${module}:${field}`,
      addon: /^(?:pos_)?module_(\w+)$/.exec(field)?.[1] ?? null,
      at: placeOf(world, { module, fact: { ...fact, line } }),
    })),
  );
}

function appsToBuy(world: World): Advertised[] {
  const apps = [...world.index.records.values()].flatMap((records) => within(world, records));
  return apps
    .filter(({ fact }) => fact.model === "ir.module.module" && fact.values?.["to_buy"] === "True")
    .map((entry) => {
      const addon = entry.fact.values!["name"] ?? entry.fact.id!.replace(/^base\.module_/, "");
      return { kind: "to_buy" as const, source: addon, addon, at: placeOf(world, entry) };
    });
}
