import type { Issue, Location } from "@ipai/core";
import { canonicalSha256, cloneNode, serializeXml, type XmlNode } from "@ipai/xml";
import { ArchReader, type ReadModuleFile } from "./arch.ts";
import { nearestElements } from "./candidates.ts";
import { databaseIds } from "./database-ids.ts";
import { collectViews, type ViewDefinition, type ViewModule } from "./definitions.ts";
import { applicationOrder, childrenByParent, lineageOf } from "./hierarchy.ts";
import { applySpecs } from "./inherit/apply.ts";
import { applyAttributes } from "./inherit/attributes.ts";
import type { SpecError } from "./inherit/locate.ts";
import { withSnippetTemplates } from "./snippet-templates.ts";

/** One view as Odoo's `get_combined_arch()` gives it. */
export interface CombinedView {
  readonly definition: ViewDefinition;
  /** Ids of the views that were applied, the topmost parent first. */
  readonly applied: readonly string[];
  /** Null when not even the topmost arch could be read. */
  readonly arch: string | null;
  /** Number of elements in the arch. */
  readonly elements: number;
  /** SHA-256 of the canonical XML; null when an issue means that Odoo would refuse the view. */
  readonly sha256: string | null;
  /** Locations are `module/path:line` of the spec or entry to blame. */
  readonly issues: readonly Issue[];
}

/** Views of installed modules, ready to be combined. */
export interface Views {
  readonly definitions: ReadonlyMap<string, ViewDefinition>;
  /** Views that make up one view's arch, in the order they are applied; empty when there is no such view. */
  readonly parts: (id: string) => readonly ViewDefinition[];
  /** The view with its parents and extensions applied; undefined when there is no such view. */
  readonly combine: (id: string) => CombinedView | undefined;
  /** The view as it is when Odoo checks it: right after an entry wrote it. Undefined when there is no such view. */
  readonly written: (id: string, upTo: number) => WrittenView | undefined;
}

/** A view at the moment of an entry that writes it. */
export interface WrittenView {
  readonly definition: ViewDefinition;
  /** The topmost parent's arch with all extensions of that moment applied; null where none could be read. */
  readonly root: XmlNode | null;
  /**
   * Elements that the view itself brings or whose attributes it changes, with the line of its own file that does so:
   * Odoo validates these and what is below them (`ir_ui_view.py: _get_combined_arch, __validate__`).
   */
  readonly touched: ReadonlyMap<XmlNode, number>;
  readonly issues: readonly Issue[];
}

/**
 * Views of modules, as one database would hold them after installation.
 *
 * @param installed in the order they are installed, which settles order of creation and database ids
 * @param readFile reads data files when a view is combined, since facts hold no archs; `parts` tells which
 */
export function buildViews(installed: readonly ViewModule[], readFile: ReadModuleFile): Views {
  const modules = withSnippetTemplates(installed);
  const definitions = collectViews(modules);
  const children = childrenByParent(definitions.values());
  const ids = databaseIds(modules);
  const archs = new ArchReader(readFile, (xmlId) => ids.get(xmlId));
  const orderOf = (view: ViewDefinition) => applicationOrder(view, definitions, children);
  return {
    definitions,
    parts: (id) => {
      const view = definitions.get(id);
      return (view && orderOf(view)) ?? [];
    },
    combine: (id) => {
      const view = definitions.get(id);
      return view && combineView(view, orderOf(view), archs);
    },
    written: (id, upTo) => {
      const view = definitions.get(id);
      return (
        view &&
        writeView(view, applicationOrder(view, definitions, children, upTo), lineageOf(view, definitions), archs)
      );
    },
  };
}

function writeView(
  view: ViewDefinition,
  order: readonly ViewDefinition[] | null,
  lineage: readonly ViewDefinition[] | null,
  archs: ArchReader,
): WrittenView {
  const touched = new Map<XmlNode, number>();
  if (!order || !lineage) return { definition: view, root: null, touched, issues: [noParent(view)] };
  const issues: Issue[] = [];
  let root: XmlNode | null = null;
  // Inactive ones of the line that leads to the view are applied all the same.
  const missing = lineage.filter((part) => !order.includes(part)).toReversed();
  for (const part of [...order, ...missing]) {
    const arch = readArch(part, archs, issues);
    if (part === view && arch) for (const node of arch.walk()) touched.set(node, node.line);
    if (!root) root = arch;
    else if (arch) root = extend(root, arch, part, order[0] ?? part, part === view ? touched : null, issues);
  }
  return { definition: view, root, touched, issues };
}

function extend(
  root: XmlNode,
  arch: XmlNode,
  part: ViewDefinition,
  base: ViewDefinition,
  touched: Map<XmlNode, number> | null,
  issues: Issue[],
): XmlNode {
  const failed = (error: SpecError, at: XmlNode) => issues.push(specIssue(error, at, part, base));
  return applySpecs(root, arch, failed, (node, spec) => {
    applyAttributes(node, spec);
    touched?.set(node, spec.line);
  });
}

function combineView(view: ViewDefinition, order: readonly ViewDefinition[] | null, archs: ArchReader): CombinedView {
  if (!order) return { definition: view, applied: [], arch: null, elements: 0, sha256: null, issues: [noParent(view)] };
  const issues: Issue[] = [];
  const [base = view, ...extensions] = order;
  let root = readArch(base, archs, issues);
  if (!base.arch) issues.push(noArch(base));
  for (const part of root ? extensions : []) {
    const arch = readArch(part, archs, issues);
    if (root && arch) root = extend(root, arch, part, base, null, issues);
  }
  return {
    definition: view,
    applied: order.map((part) => part.id),
    arch: root && serializeXml(root),
    elements: root ? [...root.walk()].length : 0,
    sha256: root && issues.length === 0 ? canonicalSha256(root) : null,
    issues,
  };
}

function readArch(view: ViewDefinition, archs: ArchReader, issues: Issue[]): XmlNode | null {
  if (!view.arch) return null;
  const { root, issues: found } = archs.read(view.id, view.arch);
  issues.push(...found.map((issue) => ({ ...issue, at: placeOf(view, issue.at?.line) })));
  return root && cloneNode(root);
}

function placeOf({ arch, made }: ViewDefinition, line?: number): Location {
  const entry = arch ?? made;
  return { path: `${entry.module}/${entry.file}`, line: line || entry.line };
}

function specIssue(error: SpecError, root: XmlNode, view: ViewDefinition, base: ViewDefinition): Issue {
  const near = error.notFound ? nearestElements(root, error.spec) : [];
  return {
    code: error.notFound ? "view-locator-not-found" : "view-spec-invalid",
    severity: "error",
    message: `${view.id}: ${error.message}${error.notFound ? ` in ${view.inherit ?? base.id}` : ""}`,
    advice: near.length > 0 ? `the nearest there: ${near.join(", ")}` : "compare the spec with the view it extends",
    at: placeOf(view, error.spec.line),
  };
}

function noArch(view: ViewDefinition): Issue {
  return {
    code: "view-arch-empty",
    severity: "error",
    message: `no entry gives ${view.id} an arch`,
    advice: "put the view's element into the arch field",
    at: placeOf(view),
  };
}

function noParent(view: ViewDefinition): Issue {
  return {
    code: "view-parent-missing",
    severity: "error",
    message: `${view.id} inherits from ${view.inherit}, which does not exist or leads back to it`,
    advice: "depend on the module that has the parent view",
    at: placeOf(view),
  };
}
