import type { Issue } from "@ipai/core";
import type { LocatedMapping } from "../mapping/parse.ts";
import type { Advertised } from "./advertised.ts";

/** Whether the mapping accounts for every Enterprise add-on once, for no other name, and with bridges that lead somewhere. */
export function lintUniverse({ mapping, at }: LocatedMapping, universe: readonly string[]): Issue[] {
  const known = new Set(universe);
  const named = new Map<string, readonly (string | number)[]>();
  for (const [index, { addons }] of mapping.capabilities.entries()) {
    for (const [position, name] of addons.entries()) named.set(name, ["capabilities", index, "addons", position]);
  }
  const ids = new Set(mapping.capabilities.map(({ id }) => id));
  const own = Object.keys(mapping.addons);
  return [
    ...universe
      .filter((name) => !named.has(name) && !Object.hasOwn(mapping.addons, name))
      .map((name) =>
        issue(
          "addon-unaccounted",
          `nobody accounts for the Enterprise add-on ${name}`,
          "List it in a capability's `addons`, or under `addons` with a reason",
          at(["addons"]),
        ),
      ),
    ...own
      .filter((name) => named.has(name))
      .map((name) =>
        issue(
          "addon-twice",
          `${name} is in a capability and under \`addons\``,
          "Keep one of the two",
          at(["addons", name]),
        ),
      ),
    ...[...named, ...own.map((name) => [name, ["addons", name]] as const)]
      .filter(([name]) => !known.has(name))
      .map(([name, path]) =>
        issue(
          "addon-unknown",
          `${name} is no Enterprise add-on of ${mapping.series}`,
          "Mend the name, or renew the list in `universe.file`",
          at(path),
        ),
      ),
    ...own
      .filter((name) => mapping.addons[name]!.capability !== undefined && !ids.has(mapping.addons[name]!.capability!))
      .map((name) =>
        issue(
          "capability-unknown",
          `${name} names the capability ${mapping.addons[name]!.capability}, which is not there`,
          "Name one that is",
          at(["addons", name, "capability"]),
        ),
      ),
  ];
}

/** Whether the mapping accounts for everything that Community itself advertises. */
export function lintAdvertised({ mapping }: LocatedMapping, advertised: readonly Advertised[]): Issue[] {
  const accounted = new Set([...mapping.capabilities.flatMap(({ addons }) => addons), ...Object.keys(mapping.addons)]);
  const sources = new Set(mapping.capabilities.flatMap(({ sources }) => sources));
  return advertised.flatMap(({ kind, source, addon, at }) => {
    if (sources.has(`${kind}: ${source}`) || (addon !== null && accounted.has(addon))) return [];
    const what = kind === "to_buy" ? `the app ${source}` : `the setting ${source}`;
    // A setting that names no add-on belongs to one that is accounted for; only a person can say to which.
    const severity = addon === null ? "warning" : "error";
    return [
      issue(
        "advertised-unaccounted",
        `Community advertises ${what}, and the mapping does not know it`,
        `Add \`${kind}: ${source}\` to the sources of a capability`,
        at,
        severity,
      ),
    ];
  });
}

function issue(
  code: string,
  message: string,
  advice: string,
  at: Issue["at"],
  severity: Issue["severity"] = "error",
): Issue {
  return { code, severity, message, advice, ...(at ? { at } : {}) };
}
