import type { Mount, Port } from "./canonical.ts";

type Path = readonly string[];

/** What the later file says as a whole: a command is never joined with another one. */
const REPLACED = new Set(["command", "entrypoint", "healthcheck.test"]);

/** Lists in which a later item takes the place of an earlier one, by what names it. */
const NAMED: Readonly<Record<string, (item: never) => string>> = {
  ports: ({ host_ip = "0.0.0.0", published, target, protocol }: Port) =>
    [host_ip, published, target, protocol].join(":"),
  volumes: ({ target }: Mount) => target,
  secrets: ({ target, source }: { target?: string; source: string }) => target ?? source,
  configs: ({ target, source }: { target?: string; source: string }) => target ?? source,
  env_file: ({ path }: { path: string }) => path,
  devices: (item: unknown) => String(item).split(":")[1] ?? String(item),
};
for (const key of [
  "cap_add",
  "cap_drop",
  "dns",
  "dns_opt",
  "dns_search",
  "expose",
  "extra_hosts",
  "links",
  "profiles",
  "tmpfs",
])
  (NAMED as Record<string, (item: never) => string>)[key] = (item: unknown) => String(item).split("=")[0]!;

/**
 * One service over another, as Compose merges a later file or what `extends` names: maps by key, lists joined, commands
 * replaced, and items that name the same thing (a port, a mount's target) replaced. Both in canonical form. Lists that
 * Compose only joins, as `security_opt`, may hold an item twice afterwards: it refuses that, see `findValueFaults`.
 */
export function mergeServices(base: unknown, own: unknown, path: Path = []): unknown {
  const key = path.join(".");
  if (own === null || own === undefined) return base;
  if (REPLACED.has(key)) return own;
  if (Array.isArray(base) && Array.isArray(own)) return unique([...base, ...own], NAMED[key]);
  if (!isRecord(base) || !isRecord(own)) return own;
  // Options of one log driver mean nothing to another.
  if (key === "logging" && base["driver"] && own["driver"] && base["driver"] !== own["driver"]) return own;
  const merged: Record<string, unknown> = { ...base };
  for (const [name, value] of Object.entries(own))
    merged[name] = name in base ? mergeServices(base[name], value, [...path, name]) : value;
  return merged;
}

/** The items, each name once: at the place of the first, with the content of the last. */
function unique(items: readonly unknown[], nameOf: ((item: never) => string) | undefined): readonly unknown[] {
  if (!nameOf) return items;
  return [...new Map(items.map((item) => [nameOf(item as never), item])).values()];
}

/** A service alone, with the lists that Compose makes unique made so. */
export function withUniqueLists(service: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(service).map(([key, value]) => [key, Array.isArray(value) ? unique(value, NAMED[key]) : value]),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
