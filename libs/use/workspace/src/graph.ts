import type { Catalog } from "@ipai/catalog";
import { buildGraph, graphModule, type Graph } from "@ipai/graph";

/** Modules whose manifest can be read, as a graph; the others are issues of the catalog. */
export function graphOf(catalog: Catalog, series?: string): Graph {
  return buildGraph(
    [...catalog.modules.values()].flatMap(({ name, manifest, origin }) =>
      manifest ? [graphModule({ name, manifest, origin }, series)] : [],
    ),
  );
}
