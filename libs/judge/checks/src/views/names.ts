import type { XmlNode } from "@ipai/xml";

/** A use of a name that must be met by something in the view. */
interface Use {
  readonly node: XmlNode;
  readonly what: string;
}

/** What a view of one model names (`ir_ui_view.py: NameManager`). */
export class ViewNames {
  readonly model: string;
  readonly parent: ViewNames | null;
  /** Fields, actions and ids that are in the view. */
  readonly available = new Set<string>();
  readonly fields = new Map<string, Use>();
  readonly labels = new Map<string, Use>();

  constructor(model: string, parent: ViewNames | null) {
    this.model = model;
    this.parent = parent;
  }

  mustHaveFields(names: Iterable<string>, node: XmlNode, what: string): void {
    for (const name of names) {
      if (name === "id" || name === "true" || name === "false") continue;
      if (!name.startsWith("parent.")) this.fields.set(name, this.fields.get(name) ?? { node, what });
      else this.parent?.mustHaveFields([name.slice("parent.".length)], node, what);
    }
  }
}
