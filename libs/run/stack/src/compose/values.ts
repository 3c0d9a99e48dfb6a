import type { Port, Service } from "./canonical.ts";

const UNITS: Readonly<Record<string, number>> = {
  "": 1,
  b: 1,
  k: 2 ** 10,
  m: 2 ** 20,
  g: 2 ** 30,
  t: 2 ** 40,
  p: 2 ** 50,
};

/** A size as Docker writes it (`512m`, `2g`, `1.5GiB`, 1024) in bytes, as text like Compose's; null where it is none. */
export function parseBytes(value: unknown): string | null {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)\s*(b|[kmgtp](?:i?b)?)?$/i.exec(String(value)) ?? [];
  return amount === undefined
    ? null
    : String(Math.floor(Number(amount) * UNITS[(unit ?? "")[0]?.toLowerCase() ?? ""]!));
}

interface Fault {
  readonly keys: readonly string[];
  readonly message: string;
}

/** What of a merged service Compose refuses for its value, although the schema takes any text there. */
export function findValueFaults(name: string, service: Service): Fault[] {
  const at = (key: string, message: string): Fault => ({ keys: ["services", name, key], message });
  const sizes = ["mem_limit", "mem_reservation", "shm_size"].filter((key) => service[key] !== undefined);
  const ports = (service["ports"] ?? []) as readonly Port[];
  return [
    ...sizes
      .filter((key) => parseBytes(service[key]) === null)
      .map((key) => at(key, `invalid size: '${service[key]}'`)),
    ...["cpus", "pids_limit"]
      .filter((key) => service[key] !== undefined && typeof service[key] !== "number")
      .map((key) => at(key, `is "${service[key]}", which is no number`)),
    ...ports.filter((port) => !isPort(port)).map((port) => at("ports", `invalid port ${JSON.stringify(port)}`)),
    ...Object.entries(service).flatMap(([key, value]) => equalItems(value).map((message) => at(key, message))),
    ...(service["image"] || service["build"] ? [] : [at("image", "has neither an image nor a build context")]),
  ];
}

const inRange = (text: string): boolean => text.split("-").every((one) => /^\d+$/.test(one) && Number(one) < 65_536);

function isPort({ published, target }: Port): boolean {
  return inRange(String(target)) && (published === undefined || inRange(published));
}

/** Lists whose items must differ; those of commands may repeat. */
function equalItems(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  const seen = new Map<string, number>();
  return value.flatMap((item, at) => {
    const first = seen.get(JSON.stringify(item));
    seen.set(JSON.stringify(item), first ?? at);
    return first === undefined ? [] : [`items at ${first} and ${at} are equal`];
  });
}
