import type { ModuleFolder } from "@ipai/sources";

/** Facts depend on a folder's content and, for xml ids, on its name; a store's index has one key a line. */
export function factsKey({ name, tree }: Pick<ModuleFolder, "name" | "tree">): string {
  return `${encodeURIComponent(name)}:${tree}`;
}
