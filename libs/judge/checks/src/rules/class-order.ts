import type { Finding, Rule } from "../rule.ts";
import { isDynamicModel } from "./xml-ids.ts";

export const classOrder: Rule = {
  code: "class-order",
  severity: "error",
  summary: "a class extends a model of the module that a later import defines",
  *check(module): Generator<Finding> {
    if (!module.isComplete || module.facts.issues.some(isDynamicModel)) return;
    const own = `${module.name}/`;
    for (const { message, at } of module.modelIssues) {
      const parent = /(?:extends|inherits from) (\S+), which/.exec(message)?.[1] ?? "";
      // A model that nobody has at all is told of by unknown-model.
      const later = module.facts.models.find(({ model, defines }) => defines && model === parent);
      if (!later || !at) continue;
      yield {
        file: at.path.slice(own.length),
        line: at.line,
        message: `the class builds on ${parent}, which ${later.file}:${later.line} defines later`,
        advice: `import ${later.file} first, or move that class up`,
      };
    }
  },
};
