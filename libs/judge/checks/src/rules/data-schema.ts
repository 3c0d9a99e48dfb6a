import type { Finding, Rule } from "../rule.ts";
import { describeFault } from "../schema/describe.ts";
import { DATA_SCHEMA } from "../schema/schemas.ts";
import { findFault } from "../schema/validate.ts";

export const dataSchema: Rule = {
  code: "data-schema",
  severity: "error",
  summary: "a data file does not fit the schema that Odoo holds it against",
  *check(module): Generator<Finding> {
    for (const { file, root } of module.documents()) {
      const fault = findFault(root, DATA_SCHEMA);
      if (fault)
        yield {
          file,
          line: fault.node.line,
          message: describeFault(fault),
          advice: "see odoo/import_xml.rng for what a data file may hold",
        };
    }
  },
};
