import { dottedName, splitArguments } from "@ipai/python";
import type { ModelFacts } from "../facts.ts";
import type { LoadedClass, LoadedModule } from "./load.ts";
import { findClass } from "./resolve.ts";
import { fullName } from "./scope.ts";

type Kind = ModelFacts["kind"];

const ORM_CLASSES: Readonly<Record<string, Kind>> = {
  "odoo.models.Model": "model",
  "odoo.models.TransientModel": "transient",
  "odoo.models.AbstractModel": "abstract",
  "odoo.models.BaseModel": "abstract",
};

/** What a class inherits in Python's own sense. */
export interface ModelBases {
  readonly kind: Kind;
  /** Model classes of the module that it derives from, nearest first: their fields and attributes are its own too. */
  readonly parents: readonly LoadedClass[];
}

/** The ORM class that a class derives from, directly or through classes of the module; null for other classes. */
export function modelBases(module: LoadedModule, { scope, pyClass }: LoadedClass, depth = 0): ModelBases | null {
  for (const base of splitArguments(scope.file.text, pyClass.bases)) {
    const name = dottedName(scope.file, base);
    const kind = name === null ? undefined : ORM_CLASSES[fullName(scope, name)];
    if (kind) return { kind, parents: [] };
    const local = name === null || depth > 20 ? null : findClass(module, scope, name);
    const inherited = local && local.pyClass !== pyClass ? modelBases(module, local, depth + 1) : null;
    if (local && inherited) return { kind: inherited.kind, parents: [local, ...inherited.parents] };
  }
  return null;
}
