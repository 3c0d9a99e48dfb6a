import { compareText, type Issue, locate } from "@ipai/core";
import { BASE_SQL } from "./data/base-sql.ts";
import { codeIds } from "./data/code-ids.ts";
import { readDataFacts } from "./data/read.ts";
import type { ModuleFacts } from "./facts.ts";
import { parseManifest, type ManifestReading } from "./manifest/parse.ts";
import { readPythonFacts } from "./python/read.ts";
import { countLines } from "./size.ts";
import { isTest, readTests } from "./tests.ts";
import { isWebFile, readWebFacts } from "./web/read.ts";

/** The content of one module folder. */
export interface ModuleContent {
  readonly name: string;
  /** Every file's path relative to the module folder. */
  readonly files: readonly string[];
  /** Bytes of the files that `isFactFile` names; a text where they could not be read, saying why. */
  readonly read: (path: string) => Uint8Array | string | undefined;
}

/** Odoo's order of preference (`odoo/modules/module.py: MANIFEST_NAMES`). */
const MANIFEST_FILES = ["__manifest__.py", "__openerp__.py"];

/** True for a file whose bytes say something about the module: only these need to be read. */
export function isFactFile(path: string): boolean {
  if (path.startsWith("i18n/")) return false;
  if (path.startsWith("static/")) return isWebFile(path) || /^static\/(?!src\/|description\/).*\.(xml|csv)$/.test(path);
  return /\.(py|xml|csv)$/.test(path) || path === BASE_SQL;
}

/**
 * Everything known of one module from its files: a pure function of their content. What is broken is an issue
 * with its place relative to the module folder; the facts hold the rest.
 */
export function readModuleFacts(content: ModuleContent): ModuleFacts {
  const issues: Issue[] = [];
  const bytes = (path: string): Uint8Array | undefined => {
    const found = content.read(path);
    return typeof found === "string" ? undefined : found;
  };
  const read = content.files.filter(isFactFile);
  const reading = readManifest(content, bytes, issues);
  const manifest = reading?.manifest ?? null;
  const data = readDataFacts(content.name, manifest ?? { data: [], demo: [] }, bytes);
  const python = readPythonFacts(content.name, bytes, manifest?.version);
  const { web, issues: webIssues } = readWebFacts(webTexts(read, bytes));
  return {
    name: content.name,
    manifest,
    ...(reading && { lines: reading.lines }),
    models: python.models,
    routes: python.routes,
    records: data.records,
    codeIds: codeIds(content.name, read, bytes, data),
    web,
    migrations: findMigrations(content.files),
    tests: readTests(read, bytes),
    size: measure(read, bytes),
    files: content.files.filter((path) => !path.startsWith("i18n/")).sort(compareText),
    issues: [...issues, ...unread(read, content.read), ...python.issues, ...data.issues, ...webIssues],
  };
}

type ReadBytes = (path: string) => Uint8Array | undefined;

function readManifest(content: ModuleContent, bytes: ReadBytes, issues: Issue[]): ManifestReading | null {
  const path = MANIFEST_FILES.find((name) => content.files.includes(name));
  const source = path === undefined ? undefined : bytes(path);
  if (path === undefined || !source) return null;
  const { value, issues: found } = parseManifest(source, content.name);
  issues.push(...found.map((issue) => locate(issue, { path })));
  return value;
}

function webTexts(files: readonly string[], bytes: ReadBytes): Map<string, string> {
  const texts = new Map<string, string>();
  for (const path of files.filter(isWebFile)) {
    const found = bytes(path);
    if (found) texts.set(path, Buffer.from(found.buffer, found.byteOffset, found.byteLength).toString());
  }
  return texts;
}

/** `migrations/<version>/{pre,post,end}-*.py` (`odoo/modules/migration.py: MigrationManager`). */
function findMigrations(files: readonly string[]): ModuleFacts["migrations"] {
  return files.flatMap((file) => {
    const version = /^(?:migrations|upgrades)\/([^/]+)\/(?:pre|post|end)-[^/]*\.py$/.exec(file)?.[1];
    return version === undefined ? [] : [{ version, file }];
  });
}

function measure(files: readonly string[], bytes: ReadBytes): ModuleFacts["size"] {
  const size = { python: 0, xml: 0, js: 0, tests: 0 };
  for (const path of files) {
    const kind = path.endsWith(".py") ? "python" : path.endsWith(".xml") ? "xml" : path.endsWith(".js") ? "js" : null;
    const found = kind && bytes(path);
    if (kind && found) size[isTest(path) ? "tests" : kind] += countLines(found, kind);
  }
  return size;
}

function unread(files: readonly string[], read: ModuleContent["read"]): Issue[] {
  return files.flatMap((path): Issue[] => {
    const reason = read(path);
    if (typeof reason !== "string") return [];
    return [
      {
        code: "file-not-read",
        severity: "warning",
        message: reason === "too-large" ? "the file is too large to be read" : `the file could not be read: ${reason}`,
        advice: "its facts are missing from the module; make it smaller or restore it",
        at: { path },
      },
    ];
  });
}
