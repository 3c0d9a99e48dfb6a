import { type Issue, locate } from "@ipai/core";
import { cloneNode, decodeXml, parseXml, serializeXml, type XmlNode } from "@ipai/xml";
import type { ReadModuleFile } from "./arch.ts";
import { nearestElements } from "./candidates.ts";
import { applySpecs } from "./inherit/apply.ts";
import { applyClientAttributes, asClientSpecs } from "./inherit/client.ts";
import type { SpecError } from "./inherit/locate.ts";

/** A file of an asset bundle, relative to its module's folder. */
export interface TemplateFile {
  readonly module: string;
  readonly path: string;
}

/** A web client template with its parent and every extension of the bundle applied. */
export interface CombinedTemplate {
  readonly name: string;
  /** Places `module/path:line` of what was applied, the topmost parent first. */
  readonly applied: readonly string[];
  readonly arch: string | null;
  readonly issues: readonly Issue[];
}

/** Templates of one bundle, ready to be combined. */
export interface ClientTemplates {
  readonly names: readonly string[];
  /** Undefined when the bundle has no template of that name. */
  readonly combine: (name: string) => CombinedTemplate | undefined;
  /** Broken files, elements without a name, names used twice, extensions of templates that the bundle lacks. */
  readonly issues: readonly Issue[];
}

/** A `t-name` or `t-inherit` element; runs of templates and runs of extensions count as blocks. */
interface Entry {
  readonly node: XmlNode;
  readonly file: TemplateFile;
  readonly block: number;
}

interface Bundle {
  readonly templates: Map<string, Entry>;
  readonly extensions: Map<string, Entry[]>;
  readonly issues: Issue[];
}

/**
 * Web client templates as the browser has them: `t-inherit` with mode `primary` copies a template, mode `extension`
 * changes it (`odoo/addons/base/models/assetsbundle.py: xml`, `addons/web/static/src/core/templates.js`).
 *
 * @param files XML files of one bundle, in the bundle's order
 */
export function buildTemplates(files: readonly TemplateFile[], readFile: ReadModuleFile): ClientTemplates {
  const bundle = readBundle(files, readFile);
  const { templates, extensions, issues } = bundle;
  for (const [name, [first]] of extensions) if (first && !templates.has(name)) issues.push(noTemplate(name, first));
  return {
    names: [...templates.keys()],
    issues,
    combine: (name) => {
      const found: Issue[] = [];
      const applied: string[] = [];
      const root = templates.has(name) ? combine(name, bundle, Infinity, { found, applied, seen: [] }) : undefined;
      return root === undefined ? undefined : { name, applied, arch: root && serializeXml(root), issues: found };
    },
  };
}

function readBundle(files: readonly TemplateFile[], readFile: ReadModuleFile): Bundle {
  const bundle: Bundle = { templates: new Map(), extensions: new Map(), issues: [] };
  let [block, kind] = [0, ""];
  for (const file of files)
    for (const node of elementsOf(file, readFile, bundle.issues)) {
      const now = node.get("t-inherit") && node.get("t-inherit-mode") === "extension" ? "extension" : "template";
      if (now !== kind) block++;
      kind = now;
      addEntry({ node, file, block }, kind, bundle);
    }
  return bundle;
}

function elementsOf(file: TemplateFile, readFile: ReadModuleFile, issues: Issue[]): XmlNode[] {
  const bytes = readFile(file.module, file.path);
  if (!bytes) return [];
  const decoded = decodeXml(bytes);
  const { root, issue } = "issue" in decoded ? { root: null, issue: decoded.issue } : parseXml(decoded.text);
  if (issue) issues.push(locate(issue, { path: placeOf(file) }));
  if (!root) return [];
  return /^(templates?|odoo)$/.test(root.tag) ? root.elements() : [root];
}

function addEntry(entry: Entry, kind: string, { templates, extensions, issues }: Bundle): void {
  const { node } = entry;
  const name = node.get("t-name");
  const parent = node.get("t-inherit");
  if (kind === "extension" && parent) extensions.set(parent, [...(extensions.get(parent) ?? []), entry]);
  else if (!name)
    issues.push(issueAt(entry, "template-without-name", "the element has no t-name", "name it with t-name"));
  else if (templates.has(name))
    issues.push(issueAt(entry, "template-twice", `${name} is defined already`, "rename it"));
  else templates.set(name, entry);
}

interface Trace {
  readonly found: Issue[];
  readonly applied: string[];
  readonly seen: readonly string[];
}

/** A copy sees the extensions of its parent up to its own block only: later ones come after it was made. */
function combine(name: string, bundle: Bundle, upTo: number, trace: Trace): XmlNode | null {
  const entry = bundle.templates.get(name);
  if (!entry || trace.seen.includes(name)) return null;
  trace.applied.push(`${placeOf(entry.file)}:${entry.node.line}`);
  const parent = entry.node.get("t-inherit");
  let root: XmlNode | null = cloneNode(entry.node);
  if (parent)
    root = copyOf(parent, entry, bundle, Math.min(upTo, entry.block), { ...trace, seen: [...trace.seen, name] });
  for (const extension of bundle.extensions.get(name) ?? []) {
    if (!root || extension.block > upTo) break;
    trace.applied.push(`${placeOf(extension.file)}:${extension.node.line}`);
    root = apply(root, extension, trace.found);
  }
  return root;
}

function copyOf(parent: string, entry: Entry, bundle: Bundle, upTo: number, trace: Trace): XmlNode | null {
  const base = combine(parent, bundle, upTo, trace);
  if (!base) {
    trace.found.push(noTemplate(parent, entry));
    return null;
  }
  const root = apply(base, entry, trace.found);
  root.tag = entry.node.tag;
  const { "t-inherit": _inherit, "t-inherit-mode": _mode, ...attributes } = entry.node.attributes;
  Object.assign(root.attributes, attributes);
  return root;
}

function apply(root: XmlNode, { node, file }: Entry, found: Issue[]): XmlNode {
  const specs = cloneNode(node);
  specs.tag = "data";
  asClientSpecs(specs.elements());
  const failed = (error: SpecError, at: XmlNode) => found.push(specIssue(error, at, file));
  return applySpecs(root, specs, failed, applyClientAttributes);
}

function specIssue(error: SpecError, root: XmlNode, file: TemplateFile): Issue {
  const near = error.notFound ? nearestElements(root, error.spec) : [];
  return {
    code: error.notFound ? "template-locator-not-found" : "template-spec-invalid",
    severity: "error",
    message: `${error.message} in ${root.get("t-name") ?? "the template"}`,
    advice: near.length > 0 ? `the nearest there: ${near.join(", ")}` : "compare it with the template it extends",
    at: { path: placeOf(file), line: error.spec.line },
  };
}

function noTemplate(name: string, entry: Entry): Issue {
  const advice = "add the file that has it to the bundle, or depend on its module";
  return issueAt(entry, "template-parent-missing", `no template ${name} in the bundle`, advice);
}

function issueAt({ node, file }: Entry, code: string, message: string, advice: string): Issue {
  return { code, severity: "error", message, advice, at: { path: placeOf(file), line: node.line } };
}

function placeOf({ module, path }: TemplateFile): string {
  return `${module}/${path}`;
}
