import { findPip, type Finder, type IndexOptions, readPipSettings, WheelStore } from "@ipai/packages";

/**
 * Where packages come from on this machine. pip is looked for and asked for its settings only when it is needed.
 * @param cache `.ipai` of the workspace
 */
export async function openFinder(cache: string, offline: boolean, options: IndexOptions = {}): Promise<Finder> {
  const store = new WheelStore(cache);
  const pip = findPip();
  const none = { places: [], environment: {} };
  return { pip, settings: pip ? await readPipSettings(pip, options) : none, store, offline };
}
