import type { MergedModel } from "@ipai/registry";
import type { XmlNode } from "@ipai/xml";
import type { CheckedModule } from "../world/module.ts";
import type { ViewNames } from "./names.ts";

/** What the check of an element may ask and say. */
export interface Place {
  readonly module: CheckedModule;
  readonly node: XmlNode;
  readonly names: ViewNames;
  /** The model's fields; undefined where they are not known for certain. */
  readonly model: MergedModel | undefined;
  readonly viewType: string;
  /** The entry that is being loaded brings or changes it. */
  readonly isTouched: boolean;
  readonly fail: (message: string, advice: string, node?: XmlNode) => void;
  /** Validates an element as the root of a view of another model; its parent goes on without it. */
  readonly nested: (root: XmlNode, model: string, viewType: string) => void;
}
