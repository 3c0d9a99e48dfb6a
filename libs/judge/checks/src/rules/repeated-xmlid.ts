import type { XmlNode } from "@ipai/xml";
import type { Finding, Rule } from "../rule.ts";

export const repeatedXmlid: Rule = {
  code: "repeated-xmlid",
  severity: "warning",
  summary: "two records of one file have the same xml id and set the same field",
  *check(module): Generator<Finding> {
    const demo = new Set(module.manifest?.demo);
    for (const { file, root } of module.documents()) {
      // Demo data sets dates and states of its records in a second step, on purpose.
      if (demo.has(file)) continue;
      const first = new Map<string, XmlNode>();
      for (const record of root.walk()) {
        const id = record.tag === "record" ? record.get("id") : undefined;
        if (id === undefined || id.includes(".")) continue;
        const before = first.get(id);
        if (!before) first.set(id, record);
        else {
          const field = [...fieldNames(record)].find((name) => fieldNames(before).has(name));
          // A second entry that only adds fields, such as one that closes a circle of references, is no accident.
          if (field !== undefined)
            yield {
              file,
              line: record.line,
              message: `${id} sets '${field}' again, after line ${before.line}`,
              advice: "give one of the two another id, or join them",
            };
        }
      }
    }
  },
};

function fieldNames(record: XmlNode): Set<string> {
  return new Set(record.elements("field").flatMap((field) => field.get("name") ?? []));
}
