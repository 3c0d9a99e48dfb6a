import { isFault, parseProgram, walkPython } from "@ipai/python";
import { normalPath, type FieldFacts } from "@ipai/module";
import { BASE_METHODS } from "../paths/base-methods.ts";
import type { Finding, Rule } from "../rule.ts";
import { recordFields } from "../world/elements.ts";
import { certainModel } from "../paths/follow.ts";
import type { CheckedModule } from "../world/module.ts";
import { hasMethod } from "./unknown-method.ts";
import { modelOf } from "./unknown-data-path.ts";

export const unknownCodeMethod: Rule = {
  code: "unknown-code-method",
  severity: "error",
  summary: "a field, a <function> or the code of an action names a method that its model does not have",
  *check(module): Generator<Finding> {
    if (!module.isComplete) return;
    yield* ofFields(module);
    yield* ofFunctions(module);
    yield* ofCode(module);
  },
};

/** Methods that fields name (`odoo/orm/fields.py: compute, inverse, search`). */
function* ofFields(module: CheckedModule): Generator<Finding> {
  for (const { model, fields, file, kind, inherit } of module.facts.models) {
    if (kind === "abstract" || !certainModel(module, model)) continue;
    for (const field of fields)
      for (const [what, method] of namedBy(field))
        if (!knows(module, model, method) && !inherit.some((parent) => knows(module, parent, method)))
          yield {
            file,
            line: field.line,
            message: `${what} of ${model}.${field.name} names ${method}(), which ${model} does not have`,
            advice: "mend the name, or add the method",
          };
  }
}

function* namedBy({ compute, inverseMethod, search }: FieldFacts): Generator<[string, string]> {
  if (typeof compute === "string") yield ["compute", compute];
  if (typeof inverseMethod === "string") yield ["inverse", inverseMethod];
  if (typeof search === "string") yield ["search", search];
}

function knows(module: CheckedModule, model: string, method: string): boolean {
  return (
    !certainModel(module, model) ||
    BASE_METHODS.has(method) ||
    method.startsWith("__") ||
    hasMethod(module, model, method)
  );
}

/** `<function model="m" name="method"/>` (`odoo/tools/convert.py: _eval_xml`). */
function* ofFunctions(module: CheckedModule): Generator<Finding> {
  const demo = new Set((module.manifest?.demo ?? []).map(normalPath));
  for (const { file, root } of module.documents())
    for (const node of root.walk()) {
      const [model, name] = [node.get("model"), node.get("name")];
      if (node.tag !== "function" || !model || !name || demo.has(file) || knows(module, model, name)) continue;
      yield {
        file,
        line: node.line,
        message: `${model} has no method ${name}()`,
        advice: "mend the name, or depend on the module that adds the method",
      };
    }
}

/** `model.method()` in the code of server actions and scheduled ones. */
function* ofCode(module: CheckedModule): Generator<Finding> {
  for (const { file, model, name, node, record } of recordFields(module)) {
    if (name !== "code" || (model !== "ir.cron" && model !== "ir.actions.server")) continue;
    const reference = record
      .elements("field")
      .find((field) => field.get("name") === "model_id")
      ?.get("ref");
    const target = modelOf(module, reference);
    const tree = target ? parseProgram(dedent(node.text)) : null;
    if (!target || !tree) continue;
    if (isFault(tree)) {
      yield { file, line: node.line, message: `the code is no Python: ${tree.message}`, advice: "mend the code" };
      continue;
    }
    for (const inner of walkPython(tree.body)) {
      if (inner.kind !== "call" || inner.func.kind !== "attribute") continue;
      const { value, attr } = inner.func;
      const isModel =
        value.kind === "name" && (value.id === "model" || value.id === "records" || value.id === "record");
      if (isModel && !knows(module, target, attr))
        yield {
          file,
          line: node.line,
          message: `the code calls ${attr}(), which ${target} does not have`,
          advice: "mend the name, or add the method",
        };
    }
  }
}

/** Odoo strips the code before it compiles it (`odoo/addons/base/models/ir_actions.py: _check_python_code`). */
function dedent(text: string): string {
  return text.trim();
}
