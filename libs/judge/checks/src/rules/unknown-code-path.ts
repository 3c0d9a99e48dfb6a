import type { PyExpr } from "@ipai/python";
import { codeCalls, modelOfExpression } from "../load/python-uses.ts";
import { domainLeaves } from "../paths/domain.ts";
import { certainModel, wrongPath } from "../paths/follow.ts";
import type { Finding, Rule } from "../rule.ts";
import type { CheckedModule } from "../world/module.ts";

/** Methods whose first argument is a domain. */
const SEARCHES = new Set([
  "search",
  "search_count",
  "search_read",
  "search_fetch",
  "filtered_domain",
  "_search",
  "_read_group",
  "read_group",
]);
const WRITES = new Set(["create", "write", "update"]);

export const unknownCodePath: Rule = {
  code: "unknown-code-path",
  severity: "error",
  summary: "code searches, writes or maps a field that its model does not have",
  *check(module): Generator<Finding> {
    if (!module.isComplete) return;
    for (const { file, call, self } of codeCalls(module)) {
      if (call.func.kind !== "attribute") continue;
      const model = modelOfExpression(call.func.value, self);
      if (model === undefined || !certainModel(module, model)) continue;
      for (const { message, start } of wrongIn(module, model, call.func.attr, call.args))
        yield {
          file: file.file,
          line: file.lineAt(start),
          column: file.columnAt(start),
          message: `${call.func.attr}(): ${message}`,
          advice: "mend the name of the field, or depend on the module that adds it",
        };
    }
  },
};

interface Wrong {
  readonly message: string;
  readonly start: number;
}

function* wrongIn(module: CheckedModule, model: string, method: string, args: readonly PyExpr[]): Generator<Wrong> {
  const [first] = args;
  if (!first) return;
  if (SEARCHES.has(method))
    for (const { path, start } of domainLeaves(first)) {
      const message = wrongPath(module, model, path);
      if (message) yield { message, start };
    }
  else if (WRITES.has(method)) yield* wrongKeys(module, model, method, first);
  else if (method === "mapped" && first.kind === "str" && /^[a-z_][\w.]*$/i.test(first.value)) {
    const message = wrongPath(module, model, first.value);
    if (message) yield { message, start: first.start };
  }
}

/** Keys of the values that a record is made of or written with. */
function* wrongKeys(module: CheckedModule, model: string, method: string, values: PyExpr): Generator<Wrong> {
  const dicts = method === "create" && values.kind === "list" ? values.items : [values];
  for (const dict of dicts) {
    if (dict.kind !== "dict") continue;
    for (const { key } of dict.entries)
      if (key?.kind === "str" && !certainModel(module, model)?.fields.has(key.value))
        yield { message: `${model} has no field '${key.value}'`, start: key.start };
  }
}
