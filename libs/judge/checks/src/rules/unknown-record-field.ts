import type { Finding, Rule } from "../rule.ts";
import { foreignFields } from "./record-fields.ts";
import { isRenamed } from "./traps/renamed-field.ts";

export const unknownRecordField: Rule = {
  code: "unknown-record-field",
  severity: "error",
  summary: "a record sets a field that its model does not have",
  *check(module): Generator<Finding> {
    for (const { model, field, modules, file, line } of foreignFields(module))
      if (!modules.length && !isRenamed(model, field))
        yield { file, line, message: `${model} has no field '${field}'`, advice: "mend the name, or drop the field" };
  },
};
