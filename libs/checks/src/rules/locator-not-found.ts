import type { Finding, Rule } from "../rule.ts";

/** Codes of `combine` that blame a spec of the view itself; a parent that is missing is an xml id's problem. */
const CODES = new Set(["view-locator-not-found", "view-spec-invalid"]);

export const locatorNotFound: Rule = {
  code: "locator-not-found",
  severity: "error",
  summary: "a view extension does not apply to the view it extends",
  *check(module): Generator<Finding> {
    if (!module.isComplete) return;
    const own = `${module.name}/`;
    for (const { id, view, demo } of module.facts.records) {
      if (!view?.inherit || demo || id === null) continue;
      for (const { code, message, advice, at } of module.views.combine(id)?.issues ?? [])
        if (CODES.has(code) && at?.path.startsWith(own))
          yield { file: at.path.slice(own.length), line: at.line, message, advice };
    }
  },
};
