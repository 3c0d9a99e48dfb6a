import { locate } from "@ipai/core";
import { decodeXml, parseXml, type XmlNode } from "@ipai/xml";
import {
  readAsset,
  readDelete,
  readFunction,
  readMenuItem,
  readRecord,
  readTemplate,
  type ReadEntry,
} from "./entries.ts";
import { attributeAsBoolean, type DataFile, refuse } from "./scope.ts";

const ROOTS = new Set(["odoo", "data", "openerp"]);

const ENTRIES: ReadonlyMap<string, ReadEntry> = new Map(
  Object.entries({
    record: readRecord,
    template: readTemplate,
    menuitem: readMenuItem,
    asset: readAsset,
    function: readFunction,
    delete: readDelete,
  }),
);

/** Pushes the facts of one XML data file, in document order (`odoo/tools/convert.py: xml_import`). */
export function readXmlFile(bytes: Uint8Array, to: DataFile): void {
  const decoded = decodeXml(bytes);
  if ("issue" in decoded) return void to.issues.push(locate(decoded.issue, { path: to.file }));
  const { root, issue } = parseXml(decoded.text);
  if (issue) to.issues.push(locate(issue, { path: to.file }));
  if (!root) return;
  if (!ROOTS.has(root.tag))
    return refuse(
      to,
      root.line,
      "not-a-data-file",
      `the root element is <${root.tag}>`,
      "data files have the root <odoo>; list web templates under assets instead",
    );
  readEntries(root, to.demo, to);
}

function readEntries(root: XmlNode, inherited: boolean, to: DataFile): void {
  const noupdate = attributeAsBoolean(root.get("noupdate"), inherited);
  for (const node of root.elements()) {
    if (ROOTS.has(node.tag)) readEntries(node, noupdate, to);
    else ENTRIES.get(node.tag)?.(node, noupdate, to);
  }
}
