import { compareText, type Issue } from "@ipai/core";
import type { WebFacts } from "../facts.ts";
import { parseScript } from "./script.ts";
import { parseTemplates } from "./templates.ts";

/** True for a file that can hold web client facts: scripts and templates of `static/src`, libraries apart. */
export function isWebFile(path: string): boolean {
  return /^static\/src\/(?!(?:.*\/)?libs?\/).*\.(js|xml)$/.test(path);
}

/**
 * Web client facts of one module from its files, path within the module → text; files that are not `isWebFile` are
 * passed over. In path order, so that the same files give the same facts.
 */
export function readWebFacts(files: ReadonlyMap<string, string>): { web: WebFacts; issues: Issue[] } {
  const web = {
    registry: [] as WebFacts["registry"][number][],
    patches: [] as WebFacts["patches"][number][],
    components: [] as WebFacts["components"][number][],
    templates: [] as WebFacts["templates"][number][],
  };
  const issues: Issue[] = [];
  for (const file of [...files.keys()].filter(isWebFile).sort(compareText)) {
    const text = files.get(file)!;
    if (file.endsWith(".js")) {
      const { facts, issues: found } = parseScript(text, file);
      web.registry.push(...facts.registry);
      web.patches.push(...facts.patches);
      web.components.push(...facts.components);
      issues.push(...found);
    } else {
      const { templates, issues: found } = parseTemplates(text, file);
      web.templates.push(...templates);
      issues.push(...found);
    }
  }
  return { web, issues };
}
