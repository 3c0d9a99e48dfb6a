import { posix } from "node:path";
import { compareText, type Issue } from "@ipai/core";
import { makeDirective, parseDirective, type Directive } from "./directive.ts";
import { globPattern, isGlob } from "./glob.ts";
import { BundleFiles, type BundleFile } from "./list.ts";

/** What the resolution needs of an installed module. */
export interface AssetModule {
  readonly name: string;
  readonly application: boolean;
  readonly sequence: number;
  readonly depends: readonly string[];
  /** `assets` of the manifest. */
  readonly assets: Readonly<Record<string, readonly unknown[]>>;
  /** Files relative to the module folder. */
  readonly files: readonly string[];
}

/** An active `ir.asset` record; those below sequence 16 come before the manifests, the others after. */
export interface AssetRecord {
  readonly module: string;
  readonly bundle: string;
  readonly directive: string;
  readonly path: string;
  readonly target: string;
  readonly sequence: number;
}

const DEFAULT_SEQUENCE = 16;
const EXTENSIONS = new Set(["js", "css", "scss", "sass", "less", "xml"]);

/**
 * The files of an asset bundle over installed modules, in the order the browser gets them: manifests in Odoo's own
 * order, globs, `include`, `prepend`, `after`, `before`, `remove` and `replace` applied
 * (`odoo/addons/base/models/ir_asset.py: _get_asset_paths`).
 * Issues: `asset-cycle`, `asset-target-missing` and `asset-not-installed` (Odoo refuses the bundle), `asset-no-match`
 * (Odoo warns), `asset-directive` (not one of the forms above).
 */
export class AssetResolver {
  private readonly order: readonly AssetModule[];
  private readonly modules: ReadonlyMap<string, AssetModule>;
  private readonly assetFiles = new Map<string, readonly string[]>();
  private readonly records: readonly AssetRecord[];

  constructor(modules: readonly AssetModule[], records: readonly AssetRecord[] = []) {
    this.modules = new Map(modules.map((module) => [module.name, module]));
    this.order = sortModules(modules, this.modules);
    this.records = [...records].sort((a, b) => a.sequence - b.sequence);
  }

  /** Every bundle that a manifest or a record names, sorted. */
  bundles(): string[] {
    const names = this.order.flatMap((module) => Object.keys(module.assets));
    return [...new Set([...names, ...this.records.map(({ bundle }) => bundle)])].sort(compareText);
  }

  resolve(bundle: string): { files: readonly BundleFile[]; issues: readonly Issue[] } {
    const run: Run = { list: new BundleFiles(), issues: [], seen: [] };
    this.fill(bundle, run);
    return { files: run.list.files, issues: run.issues };
  }

  private fill(bundle: string, run: Run): void {
    const start = run.list.files.length;
    const apply = (directive: Directive | null, by: string) =>
      directive ? this.apply(directive, { bundle, by, start, run }) : run.issues.push(badDirective(by, bundle));
    const records = this.records.filter((record) => record.bundle === bundle);
    for (const record of records.filter(({ sequence }) => sequence < DEFAULT_SEQUENCE))
      apply(makeDirective(record.directive, record.path, record.target), record.module);
    for (const { name, assets } of this.order)
      for (const entry of assets[bundle] ?? []) apply(parseDirective(entry), name);
    for (const record of records.filter(({ sequence }) => sequence >= DEFAULT_SEQUENCE))
      apply(makeDirective(record.directive, record.path, record.target), record.module);
  }

  private apply(directive: Directive, at: Place): void {
    const { kind, path, target } = directive;
    const { list } = at.run;
    if (kind === "include") return this.include(path, at);
    const files = this.paths(path, at).map((file) => ({ path: file, bundle: at.bundle, by: at.by }));
    if (kind === "append") return list.insert(files, list.files.length);
    if (kind === "prepend") return list.insert(files, at.start);
    if (kind === "remove") {
      if (!list.remove(files.map((file) => file.path))) at.run.issues.push(targetMissing(path, at));
      return;
    }
    const targets = this.paths(target, at);
    if (!targets.length && !EXTENSIONS.has(extension(target))) return;
    const index = list.indexOf(targets[0] ?? target);
    if (index < 0) {
      at.run.issues.push(targetMissing(target, at));
      return;
    }
    list.insert(files, kind === "after" ? index + 1 : index);
    if (kind === "replace") list.remove(targets);
  }

  private include(bundle: string, { run, bundle: from, by }: Place): void {
    const seen = [...run.seen, from];
    if (seen.includes(bundle)) run.issues.push(cycle([...seen, bundle], by));
    else this.fill(bundle, { ...run, seen });
  }

  /** Files of installed modules that a path or glob names; a URL or an attachment's path stands for itself. */
  private paths(path: string, at: Place): string[] {
    if (/^(\w+:)?\/\/|^\/web\/content/.test(path)) return [path];
    const normal = posix.normalize(path).replace(/^\/+/, "");
    const [name = "", folder, ...rest] = normal.split("/");
    const found = this.modules.has(name) ? this.match(name, normal) : [];
    if (found.length) return found;
    // A file right below `static` may be an attachment that code makes, such as a company's report styles.
    if (isGlob(path) || (folder === "static" && rest.length > 1))
      at.run.issues.push(this.modules.has(name) ? noMatch(path, at) : notInstalled(path, name, at));
    return isGlob(path) ? [] : [path];
  }

  private match(module: string, path: string): string[] {
    const prefix = `${module}/static/`;
    if (!path.startsWith(prefix)) return [];
    const files = this.filesOf(module);
    if (!isGlob(path)) return files.includes(path) ? [`/${path}`] : [];
    const pattern = globPattern(path);
    return files.filter((file) => pattern.test(file)).map((file) => `/${file}`);
  }

  private filesOf(module: string): readonly string[] {
    const known = this.assetFiles.get(module);
    if (known) return known;
    const files = this.modules
      .get(module)!
      .files.filter((file) => file.startsWith("static/") && EXTENSIONS.has(extension(file)))
      .map((file) => `${module}/${file}`)
      .sort(compareText);
    this.assetFiles.set(module, files);
    return files;
  }
}

interface Run {
  readonly list: BundleFiles;
  readonly issues: Issue[];
  readonly seen: readonly string[];
}

interface Place {
  readonly bundle: string;
  readonly by: string;
  readonly start: number;
  readonly run: Run;
}

/** Applications first, then by sequence and name, each after its dependencies (`ir_asset.py: _topological_sort`). */
function sortModules(modules: readonly AssetModule[], byName: ReadonlyMap<string, AssetModule>): AssetModule[] {
  const sorted = [...modules].sort(
    (a, b) => Number(b.application) - Number(a.application) || a.sequence - b.sequence || compareText(a.name, b.name),
  );
  const result = new Set<AssetModule>();
  const visited = new Set<string>();
  const visit = (name: string) => {
    const module = byName.get(name);
    if (!module || visited.has(name)) return;
    visited.add(name);
    for (const dependency of module.name === "base" ? [] : module.depends) visit(dependency);
    result.add(module);
  };
  for (const { name } of sorted) visit(name);
  return [...result];
}

function extension(path: string): string {
  return path.slice(path.lastIndexOf(".") + 1);
}

function issue(code: string, severity: Issue["severity"], by: string, message: string, advice: string): Issue {
  return { code, severity, message, advice, at: { path: `${by}/__manifest__.py` } };
}

function targetMissing(path: string, { bundle, by }: Place): Issue {
  const message = `'${path}' is not in the bundle '${bundle}' at this point: Odoo refuses the bundle`;
  return issue("asset-target-missing", "error", by, message, "name a file that an earlier module puts there");
}

function notInstalled(path: string, module: string, { by }: Place): Issue {
  const message = `'${path}' names files of '${module}', which is not installed`;
  return issue("asset-not-installed", "error", by, message, `add '${module}' to 'depends'`);
}

function noMatch(path: string, { bundle, by }: Place): Issue {
  const message = `'${path}' in the bundle '${bundle}' matches no file`;
  return issue("asset-no-match", "warning", by, message, "mend the pattern, or drop the line");
}

function cycle(bundles: readonly string[], by: string): Issue {
  return issue("asset-cycle", "error", by, `bundles include each other: ${bundles.join(" → ")}`, "drop one 'include'");
}

function badDirective(by: string, bundle: string): Issue {
  const advice = "write a path, (kind, path), or (kind, target, path) for after, before and replace";
  return issue("asset-directive", "error", by, `an entry of the bundle '${bundle}' is no asset directive`, advice);
}
