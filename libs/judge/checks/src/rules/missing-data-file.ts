import { normalPath } from "@ipai/module";
import type { Rule } from "../rule.ts";

/** What Odoo does when a file of this key is missing (`odoo/modules/loading.py: load_data, load_demo`). */
const CONSEQUENCES = {
  data: "Odoo cannot install the module",
  demo: "Odoo skips all its demo data",
} as const;

export const missingDataFile: Rule = {
  code: "missing-data-file",
  severity: "error",
  summary: "a data or demo file that the manifest names does not exist",
  *check({ facts, manifest }) {
    const files = new Set(facts.files);
    for (const key of ["data", "demo"] as const)
      for (const file of manifest?.[key] ?? []) {
        if (files.has(normalPath(file))) continue;
        yield {
          file: "__manifest__.py",
          line: facts.lines?.[key][file],
          message: `'${key}' names ${file}, which does not exist: ${CONSEQUENCES[key]}`,
          advice: nearest(file, files) ?? "add the file, or drop the line",
        };
      }
  },
};

/** Files of the same name elsewhere, and those of its folder that begin most alike. */
function nearest(file: string, files: ReadonlySet<string>): string | null {
  const name = file.slice(file.lastIndexOf("/") + 1);
  const least = file.length - name.length + name.split(/[_.]/)[0]!.length;
  const similar = [...files]
    .map((other) => [other.endsWith(`/${name}`) ? Infinity : sharedStart(file, other), other] as const)
    .filter(([shared, other]) => shared >= least && /\.(xml|csv)$/.test(other))
    .sort(([a], [b]) => b - a)
    .map(([, other]) => other);
  return similar.length ? `did you mean ${similar.slice(0, 3).join(" or ")}?` : null;
}

function sharedStart(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length++;
  return length;
}
