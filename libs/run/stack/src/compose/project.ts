import type { Issue } from "@ipai/core";
import type { StackFile } from "../file.ts";
import type { Service } from "./canonical.ts";
import type { Variables } from "./interpolate.ts";
import { mergeServices } from "./merge.ts";
import { composeFault, parseCompose, type ParsedFile } from "./parse.ts";
import { findValueFaults } from "./values.ts";

/** What is given to Compose: files in their order, variables, profiles. Paths are relative to the workspace. */
export interface ProjectCall {
  readonly files: readonly string[];
  readonly envFile: string | null;
  readonly profiles: readonly string[];
}

export interface NamedService {
  readonly name: string;
  readonly at: { readonly path: string; readonly line: number };
  /** As Compose starts it. */
  readonly service: Service;
  /** As it is written, with `${NAME}` in it. */
  readonly written: Service;
}

/** What Compose makes of its files: the services of the profiles that are on, and the parts that they name. */
export interface Project {
  readonly call: ProjectCall;
  readonly production: boolean;
  readonly services: readonly NamedService[];
  readonly parts: Readonly<
    Record<"networks" | "volumes" | "secrets" | "configs", Readonly<Record<string, Part | null>>>
  >;
}

interface Part {
  readonly internal?: boolean;
  readonly file?: string;
  readonly external?: boolean;
}

/** What `docker compose config` answers: its model, or why there is none; null where there is no Compose. */
export type ComposeConfig = (call: ProjectCall) => { model: Model | null; fault: string | null } | null;

interface Model {
  readonly services?: Readonly<Record<string, Service>>;
}

/**
 * Merges the files of a call as Compose does. Where `config` runs Compose itself, its answer is what is judged;
 * elsewhere the specification's rules are applied here. A project whose files are not sound has issues.
 */
export function mergeProject(
  call: ProjectCall,
  variables: Variables,
  texts: ReadonlyMap<string, string>,
  config?: ComposeConfig,
): { readonly project: Project; readonly issues: readonly Issue[] } {
  const load = (values: Variables | null) =>
    call.files.map((path) => parseCompose({ path, text: texts.get(path)! } satisfies StackFile, values, texts));
  const parsed = load(variables);
  const written = mergeFiles(load(null));
  const own = mergeFiles(parsed);
  const answer = config?.(call) ?? null;
  const merged = answer?.model ? new Map(Object.entries(answer.model.services ?? {})) : own;
  const placed = (name: string) => parsed.findLast(({ services }) => services.has(name)) ?? parsed.at(-1)!;
  const on = [...merged].filter(([, service]) => isOn(service, call.profiles));
  const services = on.map(([name, service]): NamedService => {
    const file = placed(name);
    const at = { path: file.path, line: file.lineOf(["services", name]) };
    return { name, at, service, written: written.get(name) ?? {} };
  });
  const issues = [
    ...parsed.flatMap((file) => file.issues),
    ...on.flatMap(([name, service]) =>
      findValueFaults(name, service).map(({ keys, message }) => {
        const file = placed(name);
        return composeFault(`${keys.join(".")} ${message}`, { path: file.path, line: file.lineOf(keys) });
      }),
    ),
  ];
  if (answer?.fault && !issues.length)
    issues.push(composeFault(`docker compose config: ${answer.fault}`, { path: call.files.at(-1)!, line: 1 }));
  const part = (key: string) => Object.assign({}, ...parsed.map(({ document }) => document[key] ?? {}));
  const parts = {
    networks: part("networks"),
    volumes: part("volumes"),
    secrets: part("secrets"),
    configs: part("configs"),
  };
  return { project: { call, production: isProduction(call, services), services, parts }, issues };
}

function mergeFiles(files: readonly ParsedFile[]): Map<string, Service> {
  const merged = new Map<string, Service>();
  for (const { services } of files)
    for (const [name, service] of services)
      merged.set(name, merged.has(name) ? (mergeServices(merged.get(name), service) as Service) : service);
  return merged;
}

function isOn(service: Service, profiles: readonly string[]): boolean {
  const own = (service["profiles"] ?? []) as readonly string[];
  return own.length === 0 || own.some((profile) => profiles.includes(profile));
}

function isProduction({ files }: ProjectCall, services: readonly NamedService[]): boolean {
  const staged = services.some(
    ({ service }) => (service["environment"] as Record<string, unknown> | undefined)?.["ODOO_STAGE"] === "production",
  );
  return staged || files.some((path) => path.includes(".prod."));
}
