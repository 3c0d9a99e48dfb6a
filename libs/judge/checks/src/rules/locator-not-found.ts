import type { Finding, Rule } from "../rule.ts";
import type { CheckedModule } from "../world/module.ts";

export const locatorNotFound: Rule = {
  code: "locator-not-found",
  severity: "error",
  summary: "a view extension does not apply to the view it extends",
  *check(module): Generator<Finding> {
    if (!module.isComplete) return;
    const own = `${module.name}/`;
    const codes = blamedCodes(module);
    // A spec fails in every view that is built on its own.
    const seen = new Set<string>();
    let upTo = -1;
    for (const { id, view, demo } of module.facts.records) {
      if (!view || demo || id === null) continue;
      upTo = Math.max(upTo, module.views.definitions.get(id)?.order ?? -1);
      if (!view.inherit) continue;
      // As it is when the entry is loaded, and as it is in the end.
      const written = module.views.definitions.get(id)?.active ? module.views.written(id, upTo) : undefined;
      const issues = [written, module.views.combine(id)].flatMap((view) => view?.issues ?? []);
      for (const { code, message, advice, at } of issues)
        if (codes.has(code) && at?.path.startsWith(own) && !seen.has(`${at.path}:${at.line} ${message}`)) {
          seen.add(`${at.path}:${at.line} ${message}`);
          yield { file: at.path.slice(own.length), line: at.line, message, advice };
        }
    }
  },
};

/**
 * Codes of `combine` that blame a spec of the view itself; a parent that is missing is an xml id's problem. Where a
 * module brings operations of its own (`base_view_inheritance_extension`), only it can tell which specs are valid.
 */
function blamedCodes({ closure, world }: CheckedModule): ReadonlySet<string> {
  const extended = [...closure].some((name) =>
    world
      .facts(name)
      .models.some(
        ({ model, defines, methods }) =>
          model === "ir.ui.view" && !defines && methods.some((method) => method.name === "apply_inheritance_specs"),
      ),
  );
  return new Set(["view-locator-not-found", ...(extended ? [] : ["view-spec-invalid"])]);
}
