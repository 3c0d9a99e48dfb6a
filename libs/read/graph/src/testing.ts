import { Manifest } from "@ipai/module";
import { buildGraph, graphModule, type Graph } from "./graph.ts";

/** A graph from manifests as literals: `{sale: {depends: ["base"]}}`. */
export function graphOf(manifests: Record<string, Partial<Manifest>>, series?: string): Graph {
  return buildGraph(
    Object.entries(manifests).map(([name, keys]) => {
      const origin = { source: "test", commit: null, path: name, tree: "0".repeat(40) };
      const manifest = Manifest.parse({ name, ...keys });
      const dependsLines = Object.fromEntries(manifest.depends.map((dependency, index) => [dependency, index + 3]));
      return graphModule({ name, manifest, origin, dependsLines }, series);
    }),
  );
}
