import type { Catalog } from "@ipai/catalog";
import type { Issue, Location, Origin } from "@ipai/core";

/** Why modules are not in the graph: errors of manifests that cannot be read. */
export function unreadable(catalog: Catalog): Issue[] {
  return [...catalog.modules.values()]
    .filter(({ manifest }) => !manifest)
    .flatMap(({ issues, origin }) =>
      issues
        .filter(({ severity }) => severity === "error")
        .map((issue) => ({
          ...issue,
          at: { ...issue.at, ...manifestAt(origin), path: `${origin.path}/${issue.at?.path ?? "__manifest__.py"}` },
        })),
    );
}

/** Where a manifest names a dependency; without a line where the facts do not tell. */
export function edgeAt(catalog: Catalog, module: string, dependency: string): Location {
  const line = catalog.facts(module).lines?.depends[dependency];
  return { ...manifestAt(catalog.modules.get(module)!.origin), ...(line !== undefined && { line }) };
}

function manifestAt(origin: Origin): Location {
  return placeIn(origin, "__manifest__.py");
}

export function placeIn({ source, commit, path }: Origin, file: string, line?: number): Location {
  const whole = path === "." ? file : `${path}/${file}`;
  return { source, path: whole, ...(commit && { commit }), ...(line !== undefined && { line }) };
}

/** A comment on the dependency's own line says that somebody wants it there. */
export function isDeliberate(catalog: Catalog, module: string, line: number | undefined): boolean {
  const [text] = catalog.read([{ module, file: "__manifest__.py" }]);
  return line !== undefined && /#/.test(text?.toString("utf8").split("\n")[line - 1] ?? "");
}
