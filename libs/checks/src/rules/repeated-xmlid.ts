import type { RecordFacts } from "@ipai/module";
import type { Finding, Rule } from "../rule.ts";

export const repeatedXmlid: Rule = {
  code: "repeated-xmlid",
  severity: "warning",
  summary: "two entries of one file make the same record: the second silently changes the first",
  *check({ facts }): Generator<Finding> {
    const first = new Map<string, RecordFacts>();
    for (const record of facts.records) {
      if (!record.own || record.id === null || !["record", "template", "menuitem"].includes(record.kind)) continue;
      const key = `${record.file} ${record.id}`;
      const before = first.get(key);
      if (!before) first.set(key, record);
      else if (before.model === record.model && before.line !== record.line)
        yield {
          file: record.file,
          line: record.line,
          message: `${record.id} was made at line ${before.line} of this file`,
          advice: "give one of the two another id, or join them",
        };
    }
  },
};
