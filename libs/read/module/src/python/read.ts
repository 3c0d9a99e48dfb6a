import type { Issue } from "@ipai/core";
import type { ModelFacts, RouteFacts } from "../facts.ts";
import { loadModule } from "./load.ts";
import { readModel } from "./models.ts";
import { readRoutes } from "./routes.ts";

export interface PythonFacts {
  /** In the order in which Python makes the classes. */
  readonly models: readonly ModelFacts[];
  readonly routes: readonly RouteFacts[];
  /** Paths relative to the module folder. */
  readonly issues: readonly Issue[];
}

/**
 * Models and routes of the module `name`, from the files that importing it runs (`__init__.py` and on).
 *
 * `read` gives a file's bytes by its path in the module, undefined where there is none. What is computed at run time is
 * left out and named in an issue of severity `info`; a file that is no Python gives an error.
 */
export function readPythonFacts(
  name: string,
  read: (path: string) => Uint8Array | undefined,
  version?: string,
): PythonFacts {
  const module = loadModule(name, read, version);
  const issues = [...module.issues];
  const models: ModelFacts[] = [];
  const routes: RouteFacts[] = [];
  for (const loaded of module.classes) {
    const model = readModel(module, loaded, issues);
    if (model) models.push(model);
    routes.push(...readRoutes(loaded.scope, loaded.pyClass));
  }
  return { models, routes, issues };
}
