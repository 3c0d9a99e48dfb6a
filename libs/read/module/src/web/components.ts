import type { ESTree } from "meriyah";
import { dotted, textOf } from "./syntax.ts";

interface Component {
  readonly name: string;
  /** Null when it is inline (`xml`), computed, or the parent class's. */
  readonly template: string | null;
}

/** Statics that only OWL components have. */
const STATICS = new Set(["template", "components", "props", "defaultProps"]);

/** The OWL component that a class is: it has one of OWL's statics or extends `Component` itself. */
export function componentOf(
  node: ESTree.ClassDeclaration | ESTree.ClassExpression,
  constants: ReadonlyMap<string, string>,
): Component | null {
  const statics = node.body.body.filter(isStatic);
  const extendsComponent = node.superClass && /(^|\.)Component$/.test(dotted(node.superClass as ESTree.Node) ?? "");
  if (!node.id || (!extendsComponent && !statics.some((member) => STATICS.has(nameOf(member) ?? "")))) return null;
  const template = statics.find((member) => nameOf(member) === "template");
  return { name: node.id.name, template: textOf(template?.value, constants) };
}

/** `Name.template = "…"`, the way components were written before class fields. */
export function templateAssignment(
  target: string,
  value: ESTree.Node,
  constants: ReadonlyMap<string, string>,
): Component | null {
  const name = /^([A-Z]\w*)\.template$/.exec(target)?.[1];
  return name === undefined ? null : { name, template: textOf(value, constants) };
}

function isStatic(member: ESTree.Node): member is ESTree.PropertyDefinition {
  return member.type === "PropertyDefinition" && member.static;
}

function nameOf({ key }: ESTree.PropertyDefinition): string | null {
  return key.type === "Identifier" ? key.name : null;
}
