import type { RecordFacts } from "@ipai/module";
import type { Finding, Rule } from "../rule.ts";

export const duplicateXmlid: Rule = {
  code: "duplicate-xmlid",
  severity: "error",
  summary: "one xml id names records of two models, which Odoo refuses",
  *check({ facts }): Generator<Finding> {
    const first = new Map<string, RecordFacts>();
    for (const record of facts.records) {
      if (record.id === null || record.kind === "delete" || record.kind === "function") continue;
      const before = first.get(record.id);
      if (!before) first.set(record.id, record);
      else if (before.model !== record.model)
        yield {
          file: record.file,
          line: record.line,
          message: `${record.id} is a ${before.model} already (${before.file}:${before.line}), and here a ${record.model}`,
          advice: "give one of the two another id",
        };
    }
  },
};
