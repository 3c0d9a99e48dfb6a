import type { PyExpr } from "@ipai/python";
import { codeCalls } from "../load/python-uses.ts";
import type { Finding, Rule } from "../rule.ts";
import { provenance } from "./xml-ids.ts";

const ID = /^[a-z_]\w*\.\w[\w-]*$/;

export const unknownCodeId: Rule = {
  code: "unknown-code-id",
  severity: "error",
  summary: "code asks for a record or a group by an id that no module makes",
  *check(module): Generator<Finding> {
    if (!module.isComplete) return;
    for (const { file, call } of codeCalls(module)) {
      const asked = idAsked(call);
      if (!asked || !ID.test(asked.id)) continue;
      const owner = asked.id.slice(0, asked.id.indexOf("."));
      // Of another module there may be code that makes the id; a module's own ids are those of its data.
      if (!module.closure.has(owner) || provenance(module, asked.id).kind !== "unknown") continue;
      yield {
        file: file.file,
        line: file.lineAt(asked.start),
        column: file.columnAt(asked.start),
        message: `no module makes ${asked.id}`,
        advice: `mend the id: '${owner}' does not have it`,
      };
    }
  },
};

/** `env.ref('x.y')` and `has_group('x.y')`; one that may find nothing is no question. */
function idAsked(call: PyExpr & { kind: "call" }): { id: string; start: number } | null {
  const [first, second] = call.args;
  if (call.func.kind !== "attribute" || first?.kind !== "str") return null;
  const { attr, value } = call.func;
  const isRef =
    attr === "ref" && (value.kind === "attribute" ? value.attr === "env" : value.kind === "name" && value.id === "env");
  const isLenient = second !== undefined || call.keywords.length > 0;
  if ((isRef && !isLenient) || attr === "has_group" || attr === "user_has_groups")
    return { id: first.value, start: first.start };
  return null;
}
