import type { Rule } from "../rule.ts";
import { provenance, references } from "./xml-ids.ts";

export const unknownXmlid: Rule = {
  code: "unknown-xmlid",
  severity: "error",
  summary: "data refers to an xml id that no known module makes",
  *check(module) {
    for (const { record, id } of references(module)) {
      if (provenance(module, id).kind !== "unknown") continue;
      const owner = id.slice(0, id.indexOf("."));
      // What is missing may well bring a module that is not here; that it is missing is said once.
      if (!module.isComplete && !module.world.has(owner)) continue;
      yield {
        file: record.file,
        line: record.line,
        message: `no module makes ${id}`,
        advice: module.world.has(owner)
          ? `mend the id: '${owner}' does not have it`
          : `mend the id, or add the repository that holds '${owner}'`,
      };
    }
  },
};
