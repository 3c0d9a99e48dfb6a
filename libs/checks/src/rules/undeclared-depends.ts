import type { Finding, Rule } from "../rule.ts";
import { provenance, references } from "./xml-ids.ts";

export const undeclaredDepends: Rule = {
  code: "undeclared-depends",
  severity: "error",
  summary: "something of a module outside the closure is used",
  *check(module): Generator<Finding> {
    for (const { record, id } of references(module)) {
      const from = provenance(module, id);
      if (from.kind !== "outside") continue;
      yield {
        file: record.file,
        line: record.line,
        message: `${id} comes from ${from.modules.join(" or ")}, which '${module.name}' does not depend on`,
        advice: `add '${from.modules[0]}' to 'depends', or move this entry into a module that depends on both`,
      };
    }
  },
};
