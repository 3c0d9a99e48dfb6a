import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Catalog } from "@ipai/catalog";
import type { Issue } from "@ipai/core";
import { CORE_SUBJECT, readAttestations, verifyAttestation } from "@ipai/evidence";
import { CORE, mendedTrees, pins, readLock, type NamedPin } from "@ipai/lockfile";
import { COMMUNITY, indexFacts, parseMapping, type JudgedAttestation, type ParityInput } from "@ipai/parity";
import { CannotRun, graphOf, isOwn, loadCatalog, workspaceRoot } from "@ipai/workspace";

export const MAPPING_FILE = "ee_parity_mapping.yml";
/** A run older than this says little about the databases and browsers of today. */
const MAX_AGE_DAYS = 180;

/** Everything a parity question needs, read once. */
export interface ParityWorkspace {
  readonly root: string;
  /** Null when the mapping has errors; the issues say where. */
  readonly input: ParityInput | null;
  readonly catalog: Catalog;
  readonly pins: readonly NamedPin[];
  readonly attestations: readonly JudgedAttestation[];
  /** SHA-256 of the mapping's bytes. */
  readonly mappingDigest: string;
  /** Names of all Enterprise add-ons. */
  readonly universe: readonly string[];
  readonly issues: readonly Issue[];
}

export interface ReadOptions {
  /** Day by which the age of attestations is judged. */
  readonly asOf?: string;
  /** Judge this folder, and these modules and pins instead of what it holds, where they are given. */
  readonly world?: { readonly root: string; readonly catalog?: Catalog; readonly pins?: readonly NamedPin[] };
}

/** Reads mapping, catalog, lock and evidence of the workspace. */
export async function readParityWorkspace(options: ReadOptions = {}): Promise<ParityWorkspace> {
  const { world } = options;
  const root = world?.root ?? workspaceRoot();
  const text = readMapping(root);
  const mapping = parseMapping(text, MAPPING_FILE);
  const [catalog, lock, evidence] = await Promise.all([
    world?.catalog ?? loadCatalog({ root }),
    readLock(join(root, "oca.lock.json")),
    readAttestations(root),
  ]);
  const named = world?.pins ?? (lock.value ? pins(lock.value) : []);
  const subjects = subjectsOf(catalog, named);
  const policy = { maxAgeDays: MAX_AGE_DAYS, asOf: options.asOf ?? new Date().toISOString().slice(0, 10) };
  const attestations = evidence.value.map((it) => ({
    ...it,
    verdict: verifyAttestation(it.attestation, subjects, policy),
  }));
  const owns = isOwn(root);
  const universe = mapping.value ? readUniverse(root, mapping.value.mapping.universe) : { names: [], issues: [] };
  return {
    root,
    input: mapping.value && {
      mapping: mapping.value,
      facts: indexFacts(
        [...catalog.modules.values()].map(({ name, origin }) => ({ origin, facts: catalog.facts(name) })),
      ),
      graph: graphOf(catalog, mapping.value.mapping.series),
      repositories: new Map(
        [...catalog.modules.values()].map(
          ({ name, origin }) => [name, repositoryOf(origin.source, owns(origin))] as const,
        ),
      ),
      subjects,
      attestations,
    },
    catalog,
    pins: named,
    attestations,
    mappingDigest: sha256(text),
    universe: universe.names,
    issues: [...mapping.issues, ...lock.issues, ...universe.issues, ...evidence.issues],
  };
}

function readMapping(root: string): string {
  const file = join(root, MAPPING_FILE);
  if (existsSync(file)) return readFileSync(file, "utf8");
  throw new CannotRun(
    `there is no ${MAPPING_FILE} in ${root}`,
    "run it in a workspace that has one, see docs/parity.md",
  );
}

/** Repository names of the lock stay; the workspace's own modules are `ipai`. */
function repositoryOf(source: string, own: boolean): string {
  return source === CORE ? COMMUNITY : own ? "ipai" : source;
}

/** What there is now, by name: modules as they would run, with their mends, and the framework. */
function subjectsOf(catalog: Catalog, named: readonly NamedPin[]): Record<string, string> {
  const core = named.find(({ name }) => name === CORE)?.pin.framework;
  const modules = [...catalog.modules.values()].map(({ name, origin }) => [name, origin.tree] as const);
  const mended = named.flatMap(({ pin }) => [...mendedTrees(pin)]);
  return { ...Object.fromEntries([...modules, ...mended]), ...(core ? { [CORE_SUBJECT]: core } : {}) };
}

/** The list of names that the mapping is checked against, which must be the one it was written for. */
function readUniverse(root: string, { file, sha256: wanted }: { file: string; sha256: string }) {
  const at = { path: file };
  const path = join(root, file);
  const bytes = existsSync(path) ? readFileSync(path, "utf8") : null;
  if (bytes !== null && sha256(bytes) === wanted) return { names: namesIn(bytes), issues: [] };
  const message =
    bytes === null
      ? "the list of Enterprise add-ons is not there"
      : "the list of Enterprise add-ons is another one than the mapping was written for";
  const issue: Issue = {
    code: "universe-changed",
    severity: "error",
    message,
    advice: `Restore ${file}, or review the mapping and renew universe.sha256`,
    at,
  };
  return { names: bytes === null ? [] : namesIn(bytes), issues: [issue] };
}

function namesIn(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
