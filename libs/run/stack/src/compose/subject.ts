import { parseBytes } from "./bytes.ts";
import type { Mount, Port, Service } from "./canonical.ts";
import { interpolate } from "./interpolate.ts";
import type { NamedService, Project } from "./project.ts";

/** What a service policy looks at: a service of a merged project, in canonical form. */
export interface ServiceSubject extends NamedService {
  readonly project: Project;
  /** Digests of `deploy/images.lock.yml`, by image with its tag. */
  readonly locked: ReadonlyMap<string, string>;
}

export const list = (service: Service, key: string): string[] => ((service[key] ?? []) as unknown[]).map(String);
export const ports = (service: Service): readonly Port[] => (service["ports"] ?? []) as readonly Port[];
export const mounts = (service: Service): readonly Mount[] => (service["volumes"] ?? []) as readonly Mount[];
export const secrets = (service: Service): string[] =>
  ((service["secrets"] ?? []) as readonly { source: string }[]).map(({ source }) => source);
export const networks = (service: Service): string[] => Object.keys((service["networks"] ?? {}) as object);
export const imageOf = (service: Service): string | undefined => service["image"] as string | undefined;
export const isDatabase = (service: Service): boolean => /(^|\/)postgres[:@]/.test(imageOf(service) ?? "");
export const runsOnce = (service: Service): boolean => service["restart"] === "no";
export const environment = (service: Service): Readonly<Record<string, string | null>> =>
  (service["environment"] ?? {}) as Readonly<Record<string, string | null>>;
export const isOdoo = (service: Service): boolean =>
  "ODOO_STAGE" in environment(service) && "ODOO_DB_HOST" in environment(service);

export const isLoopback = ({ host_ip = "" }: Port): boolean => /^127\.|^::1$/.test(host_ip);
export const portName = ({ host_ip, published, target }: Port): string =>
  [host_ip, published ?? "any", target].filter(Boolean).join(":");

/** A limit, from either place where Compose takes it; sizes in bytes. */
export function limitOf(service: Service, key: "cpus" | "mem_limit" | "pids_limit"): unknown {
  const deploy = service["deploy"] as { resources?: { limits?: Record<string, unknown> } } | undefined;
  const limit =
    service[key] ?? deploy?.resources?.limits?.[{ cpus: "cpus", mem_limit: "memory", pids_limit: "pids" }[key]];
  return key === "mem_limit" ? (parseBytes(limit) ?? limit) : limit;
}

/** The port that a published one has when nothing is set: with a setting, another may be chosen. */
export function defaultPorts({ written }: ServiceSubject): string[] {
  return ports(written).flatMap(({ published }) => (published === undefined ? [] : [withoutSettings(published)]));
}

function withoutSettings(text: string): string {
  try {
    return interpolate(text, {});
  } catch {
    return text;
  }
}
