import type { SchemaFault } from "./validate.ts";

/** A fault in words. */
export function describeFault({ node, attribute, what }: SchemaFault): string {
  if (what === "attribute") return `<${node.tag}> cannot have ${attribute}="${node.get(attribute ?? "")}" here`;
  if (what === "element") return `<${node.tag}> has no place in <${node.parent?.tag ?? "the file"}> here`;
  if (what === "text") return `<${node.tag}> cannot hold this text`;
  return `<${node.tag}> lacks an attribute or element that it must have`;
}
