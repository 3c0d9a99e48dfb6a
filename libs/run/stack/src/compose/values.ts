import { parseBytes } from "./bytes.ts";
import type { Port, Service } from "./canonical.ts";

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
