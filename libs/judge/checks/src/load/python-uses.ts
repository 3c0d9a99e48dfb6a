import { walkPython, type PyClassNode, type PyExpr, type PyNode } from "@ipai/python";
import type { ModelFacts } from "@ipai/module";
import type { CheckedModule } from "../world/module.ts";
import type { PythonFile } from "../world/python-file.ts";
import { importedFiles } from "./imports.ts";

/** A call in a module's code, with the model whose method it stands in. */
export interface CodeCall {
  readonly file: PythonFile;
  readonly call: PyExpr & { readonly kind: "call" };
  /** Model that `self` is of; undefined outside of models, and where another may take the method over. */
  readonly self: string | undefined;
}

/** Every call in the code that importing a module runs. */
export function* codeCalls(module: CheckedModule): Generator<CodeCall> {
  for (const file of importedFiles(module)) {
    for (const node of file.body)
      if (node.kind === "class") yield* callsOf(module, file, node);
      else yield* callsIn(file, [node], undefined);
  }
}

function* callsOf(module: CheckedModule, file: PythonFile, node: PyClassNode): Generator<CodeCall> {
  const facts = modelOfClass(module, file, node);
  const kind = facts && module.models.get(facts.model)?.kind;
  for (const item of node.body) {
    const isMethod = item.kind === "function" && item.params[0]?.name === "self";
    yield* callsIn(file, [item], isMethod && facts && kind !== "abstract" ? facts.model : undefined);
  }
}

/** Facts of the model that a class of a file is. */
function modelOfClass(module: CheckedModule, { file, lineAt }: PythonFile, node: PyClassNode): ModelFacts | undefined {
  const line = lineAt(node.start);
  return module.facts.models.find(
    (facts) => facts.file === file && facts.className === node.name && facts.line === line,
  );
}

function* callsIn(file: PythonFile, nodes: readonly PyNode[], self: string | undefined): Generator<CodeCall> {
  for (const node of walkPython(nodes)) if (node.kind === "call") yield { file, call: node, self };
}

/** Methods that return records of the model they are called on. */
const SAME_MODEL = new Set([
  "sudo",
  "with_context",
  "with_company",
  "with_user",
  "with_env",
  "search",
  "browse",
  "create",
  "copy",
  "new",
  "filtered",
  "sorted",
  "exists",
  "filtered_domain",
]);

/** The model of the records that an expression surely is: `self`, `self.env['m']`, and what keeps their model. */
export function modelOfExpression(node: PyExpr, self: string | undefined): string | undefined {
  if (node.kind === "name") return node.id === "self" ? self : undefined;
  if (node.kind === "subscript") {
    const { value, index } = node;
    const isEnv = value.kind === "attribute" ? value.attr === "env" : value.kind === "name" && value.id === "env";
    return isEnv && index.kind === "str" ? index.value : undefined;
  }
  if (node.kind === "call" && node.func.kind === "attribute" && SAME_MODEL.has(node.func.attr))
    return modelOfExpression(node.func.value, self);
  return undefined;
}
