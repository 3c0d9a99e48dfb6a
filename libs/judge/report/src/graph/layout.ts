import { groupBy } from "@ipai/core";
import { hierarchy, pack, type HierarchyCircularNode } from "d3-hierarchy";

export interface GraphModule {
  readonly name: string;
  /** The circle it is drawn in. */
  readonly repository: string;
  /** The manifest's category; its first part groups modules of a large repository. */
  readonly category: string;
  /** Names; those that are no module here are left out. */
  readonly depends: readonly string[];
}

interface Circle {
  readonly x: number;
  readonly y: number;
  readonly r: number;
}

/** A repository, or a category of a large one. */
interface GraphGroup extends Circle {
  readonly label: string;
  /** Index of the group around it; -1 for a repository. */
  readonly parent: number;
  readonly modules: number;
}

interface GraphNode extends Circle {
  readonly name: string;
  /** Index of its group. */
  readonly group: number;
  /** Indexes of nodes. */
  readonly depends: readonly number[];
}

export interface GraphLayout {
  readonly width: number;
  readonly height: number;
  readonly groups: readonly GraphGroup[];
  readonly nodes: readonly GraphNode[];
}

interface Tree {
  readonly label: string;
  readonly module?: GraphModule;
  readonly children?: readonly Tree[];
}

const SIZE = { width: 1200, height: 760 };
/** A repository with more modules than these is divided by category. */
const LARGE = 40;

/** Circles in circles: modules by repository, sized by what depends on them. Equal input gives an equal picture. */
export function layoutGraph(modules: readonly GraphModule[]): GraphLayout {
  const dependents = countDependents(modules);
  const root = hierarchy<Tree>({
    label: "",
    children: [...groupBy(modules, ({ repository }) => repository)].map(repositoryTree),
  })
    .sum(({ module }) => (module ? 2 + Math.sqrt(dependents.get(module.name) ?? 0) : 0))
    .sort((a, b) => (b.value ?? 0) - (a.value ?? 0) || (a.data.label < b.data.label ? -1 : 1));
  const placed = pack<Tree>()
    .size([SIZE.width, SIZE.height])
    .padding((node) => (node.depth === 0 ? 24 : node.depth === 1 ? 5 : 1.5))(root);
  const inner = placed.descendants().filter(({ depth, data }) => depth > 0 && !data.module);
  const groupOf = new Map(inner.map((node, index) => [node, index] as const));
  const leaves = placed.leaves().filter(({ data }) => data.module);
  const indexOf = new Map(leaves.map(({ data }, index) => [data.label, index] as const));
  return {
    ...SIZE,
    groups: inner.map((node) => ({
      ...circle(node),
      label: node.data.label,
      parent: groupOf.get(node.parent!) ?? -1,
      modules: node.leaves().length,
    })),
    nodes: leaves.map((node) => ({
      ...circle(node),
      name: node.data.label,
      group: groupOf.get(node.parent!)!,
      depends: node.data.module!.depends.flatMap((name) => indexOf.get(name) ?? []),
    })),
  };
}

function repositoryTree([label, modules]: readonly [string, readonly GraphModule[]]): Tree {
  const leaves = (list: readonly GraphModule[]) => list.map((module) => ({ label: module.name, module }));
  if (modules.length <= LARGE) return { label, children: leaves(modules) };
  const categories = [...groupBy(modules, ({ category }) => category.split("/")[0]!.trim() || "Uncategorized")];
  return { label, children: categories.map(([name, list]) => ({ label: name, children: leaves(list) })) };
}

function countDependents(modules: readonly GraphModule[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of modules.flatMap(({ depends }) => depends)) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

function circle({ x, y, r }: HierarchyCircularNode<Tree>): Circle {
  return { x: tenth(x), y: tenth(y), r: tenth(r) };
}

const tenth = (value: number) => Math.round(value * 10) / 10;
