import type { Finding, Rule } from "../rule.ts";
import { provenance } from "./xml-ids.ts";

/** Entries that go through `odoo/tools/convert.py: _tag_record`, which makes no record under another's name. */
const KINDS = new Set(["record", "template", "asset"]);

export const recordForeign: Rule = {
  code: "record-foreign",
  severity: "error",
  summary: "a record would be made under the name of another module",
  *check(module): Generator<Finding> {
    if (!module.isComplete) return;
    const reported = new Set<string>();
    for (const { kind, id, own, forcecreate, file, line, noupdate, demo } of module.facts.records) {
      if (own || id === null || demo || reported.has(id)) continue;
      const owner = id.slice(0, id.indexOf("."));
      if (!module.closure.has(owner)) {
        // Odoo wants the module installed, whatever the entry does (`_test_xml_id`).
        if (kind === "function" || kind === "delete" || file.endsWith(".csv")) continue;
        reported.add(id);
        yield {
          file,
          line,
          message: `${id} is under the name of '${owner}', which is not installed with this module`,
          advice: adviceFor(owner, module.world.has(owner), module.name),
        };
        continue;
      }
      if (!KINDS.has(kind) || file.endsWith(".csv") || forcecreate === true || (noupdate && forcecreate === false))
        continue;
      if (provenance(module, id, false).kind !== "unknown") continue;
      reported.add(id);
      yield {
        file,
        line,
        message: `${id} does not exist, and Odoo makes no record under the name of another module`,
        advice: `name it ${module.name}.${id.slice(owner.length + 1)}, mend the id, or say forcecreate="1"`,
      };
    }
  },
};

function adviceFor(owner: string, exists: boolean, name: string): string {
  return exists ? `add '${owner}' to 'depends'` : `write the id without a prefix, or as ${name}.…`;
}
