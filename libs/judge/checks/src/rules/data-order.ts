import type { RecordFacts } from "@ipai/module";
import type { Finding, Rule } from "../rule.ts";
import { isLookedUp, useOf } from "../world/elements.ts";

export const dataOrder: Rule = {
  code: "data-order",
  severity: "error",
  summary: "data refers to a record that a later entry of the same module makes",
  *check(module): Generator<Finding> {
    const own = `${module.name}.`;
    const { records } = module.facts;
    const made = makers(records);
    for (const [index, record] of records.entries())
      for (const id of record.refs ?? []) {
        const maker = id.startsWith(own) ? made.get(id) : undefined;
        // A data file cannot wait for demo data; where nobody else makes the id, that is its order too.
        if (maker === undefined || maker <= index || record.forcecreate === false) continue;
        if (record.kind === "delete" || record.demo || !isLookedUp(module, record, id)) continue;
        if (module.facts.codeIds?.includes(id)) continue;
        const by = records[maker] as RecordFacts;
        yield {
          file: record.file,
          line: useOf(module, record, id)?.line ?? record.line,
          message: `${id} is not there yet: ${by.file}:${by.line} makes it later`,
          advice:
            by.file === record.file
              ? "move the entry that makes it up"
              : `put '${by.file}' before '${record.file}' in 'data'`,
        };
      }
  },
};

/** Index of the first entry that makes each id. */
function makers(records: readonly RecordFacts[]): Map<string, number> {
  const made = new Map<string, number>();
  for (const [index, { id, kind }] of records.entries())
    if (id !== null && kind !== "delete" && kind !== "function" && !made.has(id)) made.set(id, index);
  return made;
}
