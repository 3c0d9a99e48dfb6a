import { createHash } from "node:crypto";
import type { Issue, Result } from "@ipai/core";
import { blobOid, findDangers, treeOfFiles } from "@ipai/sources";
import { moduleOf, normalName } from "../names.ts";
import { type ArchiveFile, readArchive } from "./archive.ts";
import { parseMetadata, parseRecord, type WheelMetadata } from "./metadata.ts";

/** One file of the module in a wheel; `path` is relative to the module's folder. */
export interface WheelFile {
  readonly path: string;
  /** As git has it: `100644` or `100755`. */
  readonly mode: string;
  readonly oid: string;
  readonly bytes: Buffer;
}

/** A wheel that holds one module, every file of it checked. */
export interface Wheel {
  readonly sha256: string;
  readonly metadata: WheelMetadata;
  readonly module: string;
  /** The module as its repository has it: with the file that the build leaves out. */
  readonly files: readonly WheelFile[];
  /** Tree oid of the module's folder as git would name it. */
  readonly tree: string;
}

/** whool builds a module from this file and does not pack it; nothing else is missing from a wheel. */
const WHOOL = Buffer.from('[build-system]\nrequires = ["whool"]\nbuild-backend = "whool.buildapi"\n');
const INSIDE = /^odoo\/addons\/([^/]+)\/(.+)$/;
const REGULAR = 0o100000;

/**
 * Reads the one module in a wheel by our own rules. Null with an issue, nothing of it to be used, for another hash than
 * expected, a damaged archive, links and devices, names that leave their folder, files outside of the one module, a
 * module of another name than the package's, and files that are not what RECORD says.
 * @param label how issues call it, e.g. `odoo-addon-web_responsive 19.0.1.0.0`
 * @param expected SHA-256 of the wheel; null takes any
 */
export function readWheel(archive: Buffer, label: string, expected: string | null): Result<Wheel | null> {
  const sha256 = createHash("sha256").update(archive).digest("hex");
  if (expected !== null && sha256 !== expected) return refuse(differs(label, sha256, expected));
  try {
    const all = readArchive(archive);
    const info = infoOf(all);
    const module = moduleIn(all, info.folder, info.metadata);
    const files = all.flatMap((file) => {
      const path = INSIDE.exec(file.path)?.[2];
      return path === undefined ? [] : [moduleFile(file, path, info.record)];
    });
    const packed = info.generator.startsWith("Whool") && !files.some(({ path }) => path === "pyproject.toml");
    if (packed) files.push({ path: "pyproject.toml", mode: "100644", oid: blobOid(WHOOL), bytes: WHOOL });
    const dangers = findDangers(files, module);
    if (dangers.length > 0) return { value: null, issues: dangers };
    return { value: { sha256, metadata: info.metadata, module, files, tree: treeOfFiles(files) }, issues: [] };
  } catch (error) {
    return refuse(broken(label, (error as Error).message));
  }
}

interface Info {
  readonly folder: string;
  readonly metadata: WheelMetadata;
  readonly record: ReadonlyMap<string, string>;
  readonly generator: string;
}

function infoOf(all: readonly ArchiveFile[]): Info {
  const folders = new Set(all.flatMap(({ path }) => /^([^/]+\.dist-info)\//.exec(path)?.[1] ?? []));
  const [folder] = folders;
  if (!folder || folders.size > 1) throw new Error("it has no metadata, or more than one");
  const text = (name: string) => {
    const file = all.find(({ path }) => path === `${folder}/${name}`);
    if (!file) throw new Error(`it has no ${name}`);
    return file.bytes().toString();
  };
  const generator = /^Generator:\s*(.*)$/m.exec(text("WHEEL"))?.[1] ?? "";
  return { folder, metadata: parseMetadata(text("METADATA")), record: parseRecord(text("RECORD")), generator };
}

/** The one module's name, after every path and kind of the archive was looked at. */
function moduleIn(all: readonly ArchiveFile[], info: string, { name }: WheelMetadata): string {
  const seen = new Set<string>();
  const modules = new Set<string>();
  for (const { path, unixMode } of all) {
    if (seen.has(path)) throw new Error(`${path} is in it twice`);
    seen.add(path);
    const kind = unixMode & 0o170000;
    if (kind !== 0 && kind !== REGULAR) throw new Error(`${path} is no plain file`);
    const module = INSIDE.exec(path)?.[1];
    if (module) modules.add(module);
    else if (!path.startsWith(`${info}/`)) throw new Error(`${path} belongs to no module`);
  }
  const [module] = modules;
  if (!module) throw new Error("it holds no module");
  if (modules.size > 1) throw new Error(`it holds ${modules.size} modules: ${[...modules].sort().join(", ")}`);
  if (!/^\w+$/.test(module)) throw new Error(`${module} is no name of a module`);
  const named = moduleOf(name);
  if (named === null || normalName(named) !== normalName(module)) throw new Error(`${name} holds the module ${module}`);
  return module;
}

function moduleFile(file: ArchiveFile, path: string, record: ReadonlyMap<string, string>): WheelFile {
  const bytes = file.bytes();
  const wanted = record.get(file.path);
  if (wanted === undefined) throw new Error(`${file.path} is not in its RECORD`);
  if (createHash("sha256").update(bytes).digest("base64url") !== wanted)
    throw new Error(`${file.path} is not what its RECORD says`);
  return { path, mode: file.unixMode & 0o100 ? "100755" : "100644", oid: blobOid(bytes), bytes };
}

const refuse = (issue: Issue): Result<null> => ({ value: null, issues: [issue] });

function differs(label: string, found: string, expected: string): Issue {
  return {
    code: "wheel-differs",
    severity: "error",
    message: `${label}: the file has the SHA-256 ${found}, expected ${expected}`,
    advice: "somebody serves another file under the same name: do not use it, and ask who runs the index",
  };
}

function broken(label: string, what: string): Issue {
  return {
    code: "wheel-refused",
    severity: "error",
    message: `${label} was refused: ${what}`,
    advice: "nothing of it was written; get it anew, and report it to those who publish it",
  };
}
