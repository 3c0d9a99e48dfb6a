import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { Node, Project, type ExportedDeclarations } from "ts-morph";
import { expect, it } from "vitest";

const ROOT = resolve(import.meta.dirname, "..");

/** Names that a library's index exports lead over files to their declaration: a question about symbols. */
function exportsOf(project: Project, library: string): [string, ExportedDeclarations][] {
  const index = project.getSourceFileOrThrow(join(ROOT, library, "src/index.ts"));
  return [...index.getExportedDeclarations()].flatMap(([name, nodes]) =>
    nodes.map((node): [string, ExportedDeclarations] => [name, node]),
  );
}

/** Folders of all libraries, in whichever wing. */
function librariesOf(root: string): string[] {
  const wings = ["read", "judge", "run", "use"].map((wing) => `libs/${wing}`);
  return ["libs/core", ...wings.flatMap((wing) => readdirSync(join(root, wing)).map((name) => `${wing}/${name}`))];
}

function lacksDocs(node: ExportedDeclarations): boolean {
  if (Node.isFunctionDeclaration(node))
    return ![node, ...node.getOverloads()].some((signature) => signature.getJsDocs().length);
  return Node.isClassDeclaration(node) && node.getJsDocs().length === 0;
}

it("every function and class that a library exports says what goes in and out", { timeout: 120_000 }, () => {
  const project = new Project({
    tsConfigFilePath: join(ROOT, "tsconfig.json"),
    skipAddingFilesFromTsConfig: true,
  });
  project.addSourceFilesAtPaths([join(ROOT, "libs/**/src/**/*.ts"), `!${join(ROOT, "libs/**/src/**/*.spec.ts")}`]);
  const found = librariesOf(ROOT).flatMap((library) =>
    exportsOf(project, library).map(([name, node]) => ({ name: `${library}: ${name}`, lacks: lacksDocs(node) })),
  );
  expect(found.length).toBeGreaterThan(100);
  expect(found.filter(({ lacks }) => lacks).map(({ name }) => name)).toEqual([]);
});
