import type { Issue, Severity } from "@ipai/core";
import { getEntry, type Position, type PyLiteral } from "@ipai/python";
import type { Manifest } from "./schema.ts";

/** How each key is written, for advice. */
const EXAMPLES: Readonly<Record<string, string>> = {
  depends: "'depends': ['base']",
  data: "'data': ['views/menus.xml']",
  demo: "'demo': ['demo/demo.xml']",
  version: "'version': '19.0.1.0.0'",
  license: "'license': 'LGPL-3'",
  author: "'author': 'Name'",
  auto_install: "'auto_install': True, or a list of some of the depends",
  assets: "'assets': {'web.assets_backend': ['module/static/src/**/*']}",
  external_dependencies: "'external_dependencies': {'python': ['requests']}",
  countries: "'countries': ['ph']",
  excludes: "'excludes': ['other_module']",
  sequence: "'sequence': 10",
  maintainers: "'maintainers': ['login']",
};

export function wrongType(path: readonly PropertyKey[], message: string, node: PyLiteral | undefined): Issue {
  const key = String(path[0]);
  const place = path.map((part) => (typeof part === "number" ? `[${part}]` : String(part))).join(".");
  const detail = node ? `is a ${node.kind} that Odoo cannot use here` : message;
  return issue(
    "manifest-wrong-type",
    "error",
    `${place} ${detail}`,
    `write it as ${EXAMPLES[key] ?? `'${key}': 'text'`}`,
    node,
  );
}

export function notDict(literal: PyLiteral): Issue {
  return issue(
    "manifest-not-dict",
    "error",
    `the manifest is a ${literal.kind}, not a dict`,
    "begin it with { and end it with }",
    literal,
  );
}

/** What Odoo warns of and completes itself (`odoo/modules/module.py: _load_manifest`). */
export function completeManifest(literal: PyLiteral): Issue[] {
  const lacks = (key: string) => {
    const value = getEntry(literal, key)?.value;
    return !value || value.kind === "none" || (value.kind === "str" && value.value === "");
  };
  const missing = (key: string, outcome: string) =>
    issue(
      "manifest-missing-key",
      "warning",
      `'${key}' is missing: ${outcome}`,
      `add ${EXAMPLES[key] ?? "'name': 'Title'"}`,
      literal,
    );
  return [
    ...(lacks("name") ? [missing("name", "Odoo lists the module without a title")] : []),
    ...(lacks("license") ? [missing("license", "Odoo takes LGPL-3")] : []),
    ...(lacks("author") ? [missing("author", "Odoo takes contributors or maintainer instead")] : []),
  ];
}

/** Values of the right type that Odoo refuses. */
export function semanticIssues(manifest: Manifest, literal: PyLiteral): Issue[] {
  return [...versionIssues(manifest, literal), ...autoInstallIssues(manifest, literal)];
}

function versionIssues({ version, installable }: Manifest, literal: PyLiteral): Issue[] {
  const parts = version.split(".");
  const valid = parts.length >= 2 && parts.length <= 5 && parts.every((part) => /^\s*\d+\s*$/.test(part));
  if (valid) return [];
  const outcome = installable ? "Odoo cannot load the module" : "Odoo takes 1.0";
  return [
    issue(
      "manifest-version",
      installable ? "error" : "warning",
      `version '${version}' is not two to five numbers with dots: ${outcome}`,
      `write ${EXAMPLES.version}`,
      getEntry(literal, "version")?.value,
    ),
  ];
}

function autoInstallIssues({ auto_install: triggers, depends }: Manifest, literal: PyLiteral): Issue[] {
  if (!Array.isArray(triggers)) return [];
  const foreign = triggers.filter((name) => !depends.includes(name));
  if (!foreign.length) return [];
  return [
    issue(
      "manifest-auto-install",
      "error",
      `auto_install names ${foreign.join(", ")}, which depends does not: Odoo cannot load the module`,
      "name only modules that are in depends",
      getEntry(literal, "auto_install")?.value,
    ),
  ];
}

function issue(code: string, severity: Severity, message: string, advice: string, at: Position | undefined): Issue {
  return { code, severity, message, advice, ...(at && { at: { path: "", line: at.line, column: at.column } }) };
}
