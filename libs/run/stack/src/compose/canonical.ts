import { isAbsolute, join } from "node:path/posix";
import { parseBytes } from "./bytes.ts";

export type Service = Readonly<Record<string, unknown>>;

/** A published port in Compose's long form; `host_ip` is absent where every network reaches it. */
export interface Port {
  readonly host_ip?: string;
  readonly published?: string;
  readonly target: number | string;
  readonly protocol: string;
}

/** A mount in Compose's long form. */
export interface Mount {
  readonly type: string;
  readonly source?: string;
  readonly target: string;
  readonly read_only?: boolean;
}

/**
 * A service with every short form written out, as `docker compose config` prints it: ports, mounts, secrets, networks,
 * dependencies, environment and build are objects, sizes are bytes, paths are relative to the workspace.
 *
 * @param folder where the file lies that writes the service
 */
export function canonicalService(service: Service, folder: string): Service {
  const result: Record<string, unknown> = { ...service };
  for (const [key, write] of Object.entries(FORMS))
    if (result[key] !== undefined && result[key] !== null) result[key] = write(result[key], folder);
  return result;
}

const each =
  (one: (item: unknown, folder: string) => unknown) =>
  (value: unknown, folder: string): unknown =>
    Array.isArray(value) ? value.map((item) => one(item, folder)) : value;
const words = (value: unknown): unknown => (typeof value === "string" ? [value] : value);
const bytes = (value: unknown): unknown => parseBytes(value) ?? value;
const number = (value: unknown): unknown =>
  typeof value === "string" && value !== "" && !Number.isNaN(Number(value)) ? Number(value) : value;
const flag = (value: unknown): unknown => (value === "true" || value === "false" ? value === "true" : value);

const FORMS: Readonly<Record<string, (value: unknown, folder: string) => unknown>> = {
  build: canonicalBuild,
  environment: pairs,
  labels: pairs,
  ports: each(canonicalPort),
  volumes: each(canonicalMount),
  secrets: each((item) => (typeof item === "string" ? { source: item, target: `/run/secrets/${item}` } : item)),
  configs: each((item) => (typeof item === "string" ? { source: item, target: `/${item}` } : item)),
  networks: (value) => named(value, null),
  depends_on: (value) => named(value, { condition: "service_started" }),
  env_file: (value, folder) =>
    each((item) => (typeof item === "string" ? { path: rooted(item, folder) } : item))(words(value), folder),
  tmpfs: words,
  dns: words,
  cpus: number,
  pids_limit: number,
  mem_limit: bytes,
  mem_reservation: bytes,
  shm_size: bytes,
  read_only: flag,
  privileged: flag,
};

function canonicalBuild(value: unknown, folder: string): unknown {
  const build: { context?: string } = typeof value === "string" ? { context: value } : (value as object);
  return { ...build, context: rooted(build.context ?? ".", folder) };
}

/** `["A=b", "C"]` or `{A: b, C: null}` as `{A: "b", C: null}`. */
function pairs(value: unknown): unknown {
  const entries = Array.isArray(value)
    ? value.map((item) => /^([^=]*)(?:=(.*))?$/s.exec(String(item))!.slice(1) as [string, string | undefined])
    : Object.entries(value as object);
  return Object.fromEntries(
    entries.map(([name, held]) => [name, held === undefined || held === null ? null : `${held}`]),
  );
}

function named(value: unknown, each: unknown): unknown {
  return Array.isArray(value) ? Object.fromEntries(value.map((name) => [String(name), each])) : value;
}

function canonicalPort(item: unknown): unknown {
  if (typeof item === "object" && item !== null) {
    const port = item as Record<string, unknown>;
    return {
      protocol: "tcp",
      ...port,
      ...(port["published"] === undefined ? {} : { published: `${port["published"]}` }),
    };
  }
  const [port = "", published, host] = split(String(item)).toReversed();
  const [, target = "", protocol = "tcp"] = /^([^/]*)(?:\/(\w+))?$/.exec(port) ?? [];
  return {
    ...(host ? { host_ip: host.replaceAll(/[[\]]/g, "") } : {}),
    ...(published ? { published } : {}),
    target: Number.isNaN(Number(target)) ? target : Number(target),
    protocol,
  };
}

/** Parts between colons, but for those of an address in brackets and of a variable in braces. */
function split(text: string): string[] {
  return text.split(/:(?![^[]*\])(?![^{]*\})/);
}

function canonicalMount(item: unknown, folder: string): unknown {
  if (typeof item !== "string") {
    const mount = item as { type?: string; source?: string };
    return mount.type === "bind" && mount.source ? { ...mount, source: rooted(mount.source, folder) } : mount;
  }
  const parts = split(item);
  if (parts.length === 1) return { type: "volume", target: item };
  const [source, target, mode = ""] = parts as [string, string, string?];
  const read_only = mode.split(",").includes("ro");
  const bound = /^[./~]/.test(source);
  return {
    type: bound ? "bind" : "volume",
    source: bound ? rooted(source, folder) : source,
    target,
    ...(read_only ? { read_only } : {}),
  };
}

function rooted(path: string, folder: string): string {
  if (isAbsolute(path) || path.startsWith("~") || /^\w+:\/\//.test(path)) return path;
  return join(folder, path).replace(/(?<=.)\/$/, "");
}
