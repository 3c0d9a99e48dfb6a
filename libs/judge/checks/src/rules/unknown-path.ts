import type { FieldFacts, ModelFacts } from "@ipai/module";
import { wrongPath } from "../paths/follow.ts";
import type { Finding, Rule } from "../rule.ts";

export const unknownPath: Rule = {
  code: "unknown-path",
  severity: "error",
  summary: "a decorator or an attribute of a model names a field that is not there",
  *check(module): Generator<Finding> {
    for (const facts of module.facts.models) {
      // Only the model that takes a mixin over may have what the mixin builds on.
      if (facts.kind === "abstract" || module.models.get(facts.model)?.kind === "abstract") continue;
      for (const { path, what, line } of pathsOf(facts)) {
        const wrong = path ? wrongPath(module, facts.model, path) : null;
        if (wrong)
          yield {
            file: facts.file,
            line,
            message: `${what}: ${wrong}`,
            advice: "mend the name, or add the field to the model",
          };
      }
    }
  },
};

interface NamedPath {
  readonly path: string;
  readonly what: string;
  readonly line: number;
}

const DECORATORS = new Set(["api.depends", "api.constrains", "api.onchange", "depends", "constrains", "onchange"]);

function* pathsOf(facts: ModelFacts): Generator<NamedPath> {
  for (const { name, line, decorators } of facts.methods)
    for (const decorator of decorators)
      if (DECORATORS.has(decorator.name))
        for (const path of decorator.args) yield { path, what: `@${decorator.name} of ${name}()`, line };
  for (const part of (facts.order ?? "").split(",")) {
    const name = /^\s*"?([\w.]+)"?(?::\w+)?(?:\s+(?:asc|desc))?(?:\s+nulls\s+(?:first|last))?\s*$/i.exec(part)?.[1];
    if (name) yield { path: name, what: "_order", line: facts.line };
  }
  if (facts.recName) yield { path: facts.recName, what: "_rec_name", line: facts.line };
  for (const field of facts.fields) yield* ofField(field);
}

function* ofField(field: FieldFacts): Generator<NamedPath> {
  if (field.type === "monetary" && field.currency && !field.related)
    yield { path: field.currency, what: `currency_field of ${field.name}`, line: field.line };
}
