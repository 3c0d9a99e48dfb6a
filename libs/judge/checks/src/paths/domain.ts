import type { PyExpr } from "@ipai/python";
import { fieldNames, namesRead, parsed, Refused } from "./names.ts";

/** What a domain names: paths from the model that is searched, and fields of the record that it is written for. */
export interface DomainNames {
  readonly paths: ReadonlySet<string>;
  readonly values: ReadonlySet<string>;
  /** Leaves whose three parts are written out. */
  readonly leaves: readonly DomainLeaf[];
}

export interface DomainLeaf {
  readonly path: string;
  readonly operator: string;
  readonly value: PyExpr;
  readonly start: number;
}

const OPERATORS = new Set(["&", "|", "!"]);
const NESTED = new Set(["list", "if", "bool", "binary"]);

/** What a domain in a text names (`view_validation.py: get_domain_value_names`); throws `Refused`. */
export function domainNames(text: string): DomainNames {
  const tree = parsed(text);
  const reader = new DomainReader();
  if (tree.kind === "name") reader.read(tree);
  else reader.list(tree);
  return { paths: reader.paths, values: fieldNames(reader.contextual), leaves: reader.leaves };
}

/** Leaves of a domain in code, as far as it is written as a list; nothing is refused. */
export function domainLeaves(tree: PyExpr): DomainLeaf[] {
  if (tree.kind !== "list") return [];
  return tree.items.flatMap((item) => {
    const [left, operator, value] = item.kind === "tuple" || item.kind === "list" ? item.items : [];
    if (left?.kind !== "str" || !value) return [];
    return [{ path: left.value, operator: operator?.kind === "str" ? operator.value : "", value, start: left.start }];
  });
}

class DomainReader {
  readonly paths = new Set<string>();
  readonly contextual = new Set<string>();
  readonly leaves: DomainLeaf[] = [];

  read(node: PyExpr): void {
    for (const name of namesRead(node)) this.contextual.add(name);
  }

  list(node: PyExpr): void {
    if (node.kind === "if") [node.body, node.orelse].forEach((part) => this.list(part));
    else if (node.kind === "bool") node.values.forEach((part) => this.part(part));
    else if (node.kind === "binary") [node.left, node.right].forEach((part) => this.part(part));
    else if (node.kind === "list" || node.kind === "tuple" || node.kind === "set")
      node.items.forEach((item) => this.item(item));
    else throw new Refused("it is no list of conditions");
  }

  private part(node: PyExpr): void {
    if (NESTED.has(node.kind)) this.list(node);
    else this.read(node);
  }

  private item(item: PyExpr): void {
    if (item.kind === "tuple" || item.kind === "list") return this.leaf(item.items);
    const isOperator = item.kind === "str" && OPERATORS.has(item.value);
    const isConstant = item.kind === "constant" && typeof item.value === "boolean";
    if (!isOperator && !isConstant && !(item.kind === "number" && /^[01]$/.test(item.value)))
      throw new Refused("an item is no condition");
  }

  private leaf(parts: readonly PyExpr[]): void {
    const [left, operator, right] = parts;
    if (!left || !right || parts.length !== 3) throw new Refused("a condition needs three parts");
    this.read(right);
    if (left.kind === "str") {
      this.paths.add(left.value);
      const name = operator?.kind === "str" ? operator.value : "";
      this.leaves.push({ path: left.value, operator: name, value: right, start: left.start });
    } else if (right.kind === "number" && right.value === "1") this.read(left);
    else if (!(left.kind === "number" && /^[01]$/.test(left.value)))
      throw new Refused("a condition begins with no field");
  }
}
