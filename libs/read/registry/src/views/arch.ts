import type { Issue } from "@ipai/core";
import { delegatedRecord } from "@ipai/module";
import { append, decodeXml, detach, inScope, makeElement, parseXml, type XmlNode } from "@ipai/xml";
import type { EntryPlace } from "./definitions.ts";

/** Bytes of a file by module name and path in the module folder; undefined when there is none. */
export type ReadModuleFile = (module: string, path: string) => Uint8Array | undefined;

const PERCENT = /(^|[^%])%\(([^)\n]*?)\)[ds]/g;

/** Number that stands for an xml id in an arch; undefined when no entry declares it. */
export type IdOf = (xmlId: string) => number | undefined;

export interface Arch {
  /** Null when there is none to read; `issues` says why. */
  readonly root: XmlNode | null;
  readonly issues: readonly Issue[];
}

/**
 * Archs by the entry that wrote them, as `ir_ui_view.arch_db` would hold them after `odoo/tools/convert.py` made a view
 * of the entry. A file is read once; what is kept of it is its archs. Roots are shared: copy before changing one.
 */
export class ArchReader {
  private readonly archs = new Map<string, Arch>();
  private readonly filesRead = new Map<string, boolean>();
  private readonly readFile: ReadModuleFile;
  private readonly idOf: IdOf;

  constructor(readFile: ReadModuleFile, idOf: IdOf) {
    this.readFile = readFile;
    this.idOf = idOf;
  }

  read(viewId: string, place: EntryPlace): Arch {
    if (place.text !== undefined) return { root: parseXml(place.text).root, issues: [] };
    const file = `${place.module}/${place.file}`;
    let readable = this.filesRead.get(file);
    if (readable === undefined) this.filesRead.set(file, (readable = this.readArchs(file, place)));
    const known = this.archs.get(`${file}:${place.line}:${viewId}`);
    return known ?? { root: null, issues: [readable ? notThere(place) : unreadable(place)] };
  }

  /** False when there is nothing to read. */
  private readArchs(file: string, { module, file: path }: EntryPlace): boolean {
    const bytes = this.readFile(module, path);
    const decoded = bytes && decodeXml(bytes);
    const root = decoded && "text" in decoded ? parseXml(decoded.text).root : null;
    if (!root) return false;
    for (const node of root.walk()) {
      const full = viewId(node, module);
      if (full === undefined) continue;
      this.archs.set(`${file}:${node.line}:${full}`, this.archOf(node, full, module));
    }
    return true;
  }

  private archOf(entry: XmlNode, id: string, module: string): Arch {
    const root = entry.tag === "template" ? templateArch(entry, id) : recordArch(entry);
    if (!root || "code" in root) return { root: null, issues: root ? [root] : [] };
    const issues: Issue[] = [];
    for (const node of [root, ...allBelow(root)]) this.replaceIds(node, module, issues);
    return { root, issues };
  }

  private replaceIds(node: XmlNode, module: string, issues: Issue[]): void {
    const replace = (text: string): string => {
      if (!text.includes("%")) return text;
      const withIds = text.replace(PERCENT, (whole, before: string, xmlId: string) => {
        const id = this.idOf(xmlId.includes(".") ? xmlId : `${module}.${xmlId}`);
        if (id === undefined) issues.push(unknownId(xmlId, node.line));
        return id === undefined ? whole : `${before}${id}`;
      });
      return withIds.replaceAll("%%", "%");
    };
    node.text = replace(node.text);
    node.tail &&= replace(node.tail);
    for (const name in node.attributes) node.attributes[name] = replace(node.attributes[name] as string);
  }
}

/** Full xml id of the view that an entry writes, be it that of a page; undefined when it writes none. */
function viewId(node: XmlNode, module: string): string | undefined {
  const id = node.get("id") ?? (node.tag === "template" ? node.get("t-name") : undefined);
  if (id === undefined) return undefined;
  const full = id.includes(".") ? id : `${module}.${id}`;
  if (node.tag === "template") return full;
  const model = node.tag === "record" ? (node.get("model") ?? "") : "";
  if (model === "ir.ui.view") return full;
  const delegated = delegatedRecord(full, model, []);
  return delegated?.model === "ir.ui.view" ? delegated.id : undefined;
}

function* allBelow(node: XmlNode): Generator<XmlNode> {
  for (const child of node.children) {
    yield child;
    yield* allBelow(child);
  }
}

/** `odoo/tools/convert.py: _tag_template`. */
function templateArch(template: XmlNode, id: string): XmlNode {
  const inherit = template.get("inherit_id");
  const { id: _id, forcecreate: _f, context: _c, groups: _g, ...own } = template.attributes;
  const attributes = { ...declarations(template), ...own };
  const root = makeElement(inherit ? "data" : "t", inherit ? attributes : { ...attributes, "t-name": id });
  root.text = template.text;
  takeChildren(root, template);
  if (template.get("primary") === "True") {
    const name = makeElement("attribute", { name: "t-name" });
    name.text = id;
    const spec = makeElement("xpath", { expr: ".", position: "attributes" });
    append(spec, name);
    append(root, spec);
  }
  return root;
}

/** `odoo/tools/convert.py: _eval_xml, _fix_multiple_roots`; null when the record has no arch. */
function recordArch(record: XmlNode): XmlNode | Issue | null {
  const field = record.elements("field").findLast((node) => /^arch(_db|_base)?$/.test(node.get("name") ?? ""));
  if (!field) return null;
  if (field.get("type") !== "xml") return parsedArch(field);
  const roots = field.elements();
  if (roots.length === 1) return standAlone(roots[0] as XmlNode);
  if (roots.length === 0) return emptyArch(field.line);
  const data = makeElement("data", declarations(field));
  takeChildren(data, field);
  return data;
}

function parsedArch(field: XmlNode): XmlNode | Issue {
  const { root, issue } = parseXml(field.text.trim());
  if (issue) return { ...issue, at: { path: "", line: field.line + (issue.at?.line ?? 1) - 1 } };
  return root ?? emptyArch(field.line);
}

function takeChildren(to: XmlNode, from: XmlNode): void {
  for (const child of from.children.slice()) append(to, child);
}

function standAlone(root: XmlNode): XmlNode {
  Object.assign(root.attributes, declarations(root));
  detach(root);
  root.tail = null;
  return root;
}

function declarations(node: XmlNode): Record<string, string> {
  const entries = Object.entries(inScope(node)).filter(([prefix]) => prefix !== "xml");
  return Object.fromEntries(entries.map(([prefix, uri]) => [prefix === "" ? "xmlns" : `xmlns:${prefix}`, uri]));
}

function unreadable(place: EntryPlace): Issue {
  return {
    code: "view-source-missing",
    severity: "error",
    message: "the file that holds the arch cannot be read",
    advice: "facts travel without archs: name the modules' folder or repository as a source",
    at: { path: "", line: place.line },
  };
}

function notThere(place: EntryPlace): Issue {
  return {
    code: "view-source-changed",
    severity: "error",
    message: "the entry is not where the facts say",
    advice: "the file is not the one the facts were read from: index it again",
    at: { path: "", line: place.line },
  };
}

function emptyArch(line: number): Issue {
  return {
    code: "view-arch-empty",
    severity: "error",
    message: "the view has no arch",
    advice: "put the view's element into the arch field",
    at: { path: "", line },
  };
}

function unknownId(xmlId: string, line: number): Issue {
  return {
    code: "view-unknown-xml-id",
    severity: "error",
    message: `%(${xmlId})d names a record that no installed module declares`,
    advice: "name an existing record, or depend on the module that declares it",
    at: { path: "", line },
  };
}
