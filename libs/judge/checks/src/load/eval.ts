import { isFault, parseExpression, walkPython, type PyExpr } from "@ipai/python";

/** What an `eval` of a data file may name (`odoo/tools/convert.py: _get_eval_context`, `odoo/tools/safe_eval.py: _BUILTINS`). */
const NAMES = new Set(
  (
    "Command time DateTime datetime timedelta relativedelta version ref pytz obj " +
    "__import__ True False None bytes str unicode bool int float enumerate dict list tuple map abs min max sum reduce " +
    "filter sorted round len repr set all any ord chr divmod isinstance range xrange zip Exception"
  ).split(" "),
);

/** Why Odoo refuses an `eval`; null where it does not, as far as its text tells. */
export function evalFault(text: string, hasModel: boolean): string | null {
  const tree = parseExpression(text.trim());
  if (isFault(tree)) return tree.message;
  for (const name of namesOf(tree)) if (!NAMES.has(name)) return `the name '${name}' is not known there`;
  for (const node of walkPython(tree)) {
    if (node.kind === "attribute" && node.attr.startsWith("__")) return `the name '${node.attr}' is forbidden`;
    if (!hasModel && node.kind === "name" && node.id === "obj") return "'obj' is known where model= is given";
  }
  return null;
}

/** Names that an expression reads and does not give itself. */
function namesOf(tree: PyExpr): Set<string> {
  const bound = new Set<string>();
  const read = new Set<string>();
  for (const node of walkPython(tree)) {
    if (node.kind === "lambda") node.params.forEach(({ name }) => bound.add(name));
    else if (node.kind === "comprehension")
      for (const { target } of node.loops)
        for (const inner of walkPython(target)) if (inner.kind === "name") bound.add(inner.id);
    if (node.kind === "name") read.add(node.id);
  }
  for (const name of bound) read.delete(name);
  return read;
}
