import type { Issue } from "@ipai/core";
import { scanXml } from "@ipai/xml";
import type { WebFacts } from "../facts.ts";

type Templates = WebFacts["templates"][number][];

/** Roots that hold templates; any other root is a template itself. */
const WRAPPERS = new Set(["templates", "template", "odoo"]);

/**
 * Client templates of one XML file: the children of its root, or a root that is one, as
 * `odoo/addons/base/models/assetsbundle.py: AssetsBundle.xml` takes them.
 * An extension may have no name of its own: its `name` is then empty and `inherit` says what it changes.
 */
export function parseTemplates(text: string, file: string): { templates: Templates; issues: Issue[] } {
  const templates: Templates = [];
  let depth = 0;
  let level = 2;
  const issue = scanXml(text, {
    open(tag, attributes, line) {
      if (++depth === 1) level = WRAPPERS.has(tag) ? 2 : 1;
      const template = depth === level && templateOf(attributes);
      if (template) templates.push({ ...template, file, line });
    },
    close() {
      depth--;
    },
  });
  return { templates, issues: issue ? [{ ...issue, at: { ...issue.at, path: file } }] : [] };
}

function templateOf(attributes: Record<string, string>): { name: string; inherit?: string; mode?: string } | null {
  const name = attributes["t-name"];
  const inherit = attributes["t-inherit"];
  if (!name && !inherit) return null;
  return {
    name: name ?? "",
    ...(inherit && { inherit, mode: attributes["t-inherit-mode"] ?? "primary" }),
  };
}
