import { createRequire } from "node:module";
import { outermost } from "./settings.mjs";

const { globWithWorkspaceContext } = createRequire(import.meta.url)("nx/src/devkit-internals");

/** Manifests of the workspace's own add-ons, from Nx's list of files: what git ignores is not in it. */
export async function ownManifests(workspaceRoot, { owns }) {
  const files = await globWithWorkspaceContext(workspaceRoot, ["**/__manifest__.py"]);
  return outermost(files.filter(owns));
}
