import { isFault, parseExpression, type PyExpr, type PyFault } from "@ipai/python";

/** `odoo/tools/view_validation.py: IGNORED_IN_EXPRESSION`. */
const NO_FIELDS = new Set(
  (
    "True False None self uid context context_today allowed_company_ids current_company_id time datetime " +
    "relativedelta current_date today now abs len bool float str unicode set"
  ).split(" "),
);

/** Why Odoo refuses an expression. */
export class Refused extends Error {}

/** Dotted names that an expression reads (`view_validation.py: _get_expression_contextual_values`); throws `Refused`. */
export function namesRead(node: PyExpr): Set<string> {
  switch (node.kind) {
    case "str":
    case "number":
    case "bytes":
    case "constant":
      return new Set();
    case "name":
      return new Set([node.id]);
    case "list":
    case "tuple":
      return union(node.items);
    case "attribute": {
      const names = namesRead(node.value);
      const [only] = names;
      return names.size === 1 ? new Set([`${only}.${node.attr}`]) : names;
    }
    case "subscript":
      return union([node.value, node.index]);
    case "compare":
    case "bool":
      return union(node.values);
    case "binary":
      return union([node.left, node.right]);
    case "unary":
      return namesRead(node.operand);
    case "call":
      return union([node.func, ...node.args]);
    case "if":
      return union([node.test, node.body, node.orelse]);
    case "dict":
      return union(node.entries.flatMap(({ key, value }) => (key ? [key, value] : [value])));
    default:
      throw new Refused("it holds what a view's expression may not have");
  }
}

function union(nodes: readonly PyExpr[]): Set<string> {
  return new Set(nodes.flatMap((node) => [...namesRead(node)]));
}

/** Fields that names stand for: what is predefined is left out, `parent.x` stays as it is. */
export function fieldNames(names: Iterable<string>): Set<string> {
  const found = new Set<string>();
  for (const name of names) {
    if (name === "parent") continue;
    const root = name.split(".")[0] as string;
    if (!NO_FIELDS.has(root)) found.add(root === "parent" ? name : root);
  }
  return found;
}

/** Fields that a view's expression reads (`get_expression_field_names`); throws `Refused`. */
export function expressionFields(text: string): Set<string> {
  return fieldNames(namesRead(parsed(text)));
}

/** The tree of an expression; throws `Refused` with the reason where it is none. */
export function parsed(text: string): PyExpr {
  const tree: PyExpr | PyFault = parseExpression(text.trim());
  if (isFault(tree)) throw new Refused(tree.message);
  return tree;
}
