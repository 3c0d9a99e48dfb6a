import type { ModuleFolder } from "@ipai/sources";

/** Facts depend on a folder's content and, for xml ids, on its name. */
export function factsKey({ name, tree }: Pick<ModuleFolder, "name" | "tree">): string {
  return `${name}:${tree}`;
}
