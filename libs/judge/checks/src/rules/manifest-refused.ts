import type { Finding, Rule } from "../rule.ts";
import type { CheckedModule } from "../world/module.ts";

/** `odoo/addons/base/models/ir_module.py: license`. */
const LICENSES = new Set([
  "GPL-2",
  "GPL-2 or any later version",
  "GPL-3",
  "GPL-3 or any later version",
  "AGPL-3",
  "LGPL-3",
  "Other OSI approved licence",
  "OEEL-1",
  "OPL-1",
  "Other proprietary",
]);
/** A requirement as `packaging` reads it: a name, extras, then a version, a marker or an address. */
const REQUIREMENT =
  /^\s*[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?\s*(?:\[[^\]]*\])?\s*(?:\(?\s*(?:[<>=!~]=?=?\s*[\w.*+!-]+\s*,?\s*)*\)?)\s*(?:;.*|@.*)?$/;

export const manifestRefused: Rule = {
  code: "manifest-refused",
  severity: "error",
  summary: "the manifest keeps Odoo from seeing the module, or from starting at all",
  *check(module): Generator<Finding> {
    for (const { message, advice, key } of faults(module))
      yield { file: manifestFile(module), line: lineOf(module, key), message, advice };
  },
};

interface Fault {
  readonly message: string;
  readonly advice: string;
  readonly key: string;
}

function* faults(module: CheckedModule): Generator<Fault> {
  const { manifest, facts, world } = module;
  if (world.series >= 19 && !facts.files.includes("__manifest__.py") && facts.files.includes("__openerp__.py"))
    yield {
      key: "",
      message: "Odoo 19 reads __manifest__.py alone: it does not see this module",
      advice: "rename __openerp__.py to __manifest__.py",
    };
  if (!manifest) return;
  if (!LICENSES.has(manifest.license))
    yield {
      key: "license",
      message: `Odoo does not know the licence '${manifest.license}': it cannot list modules while this one is there`,
      advice: `write one of ${[...LICENSES].join(", ")}`,
    };
  const series = /^(\d+)\.0\.\d+\.\d+(?:\.\d+)?$/.exec(manifest.version)?.[1];
  if (series && Number(series) !== world.series && manifest.installable)
    yield {
      key: "version",
      message: `version ${manifest.version} is of another series: Odoo ${world.series}.0 takes the module as not installable`,
      advice: `write ${world.series}.0.1.0.0 once it is ported`,
    };
  for (const requirement of manifest.external_dependencies.python ?? [])
    if (!REQUIREMENT.test(requirement))
      yield {
        key: "external_dependencies",
        message: `'${requirement}' is no requirement of a Python package`,
        advice: "write it as pip does: name, or name>=1.0",
      };
}

function manifestFile({ facts }: CheckedModule): string {
  return facts.files.includes("__manifest__.py") ? "__manifest__.py" : "__openerp__.py";
}

function lineOf(module: CheckedModule, key: string): number {
  const lines = (key && module.text("__manifest__.py")?.split("\n")) || [];
  const at = lines.findIndex((line) => new RegExp(`["']${key}["']\\s*:`).test(line));
  return at < 0 ? 1 : at + 1;
}
