import type { Issue } from "@ipai/core";
import type { ModelFacts } from "@ipai/module";
import type { Picture, PictureModule } from "./picture.ts";
import { fieldOf, methodsBelow, type Gone, type Surface } from "./surface.ts";

/** Something that no longer holds, and whose it is. */
export interface Break extends Issue {
  readonly module: string;
  /** True when its content did not change: it broke because of the others. */
  readonly innocent: boolean;
}

interface Sides {
  readonly before: Surface;
  readonly after: Surface;
  readonly gone: Gone;
}

/** Uses, in the later picture, of what it no longer has: dependencies, models, fields, methods, xml ids. */
export function findBreaks(before: Picture, after: Picture, sides: Sides, changed: ReadonlySet<string>): Break[] {
  const breaks = after.modules.flatMap((module) =>
    [...modelBreaks(module, sides), ...recordBreaks(module, sides.gone)].map((issue) => ({
      ...issue,
      module: module.name,
      innocent: !changed.has(module.name),
    })),
  );
  const missing = [...after.missing].flatMap(([name, needed]) =>
    needed
      .filter((module) => !before.missing.get(name)?.includes(module))
      .map((module) => ({
        ...found(
          "dependency-missing",
          `${module} depends on ${name}, which is in none of the sources`,
          "drop the dependency, or pin the repository that has it now",
        ),
        module,
        innocent: !changed.has(module),
      })),
  );
  return [...missing, ...breaks];
}

function modelBreaks(module: PictureModule, sides: Sides): Issue[] {
  return module.facts.models.flatMap((model) => {
    const at = (line: number) => placeIn(module, model.file, line);
    return [
      ...[...model.inherit, ...Object.keys(model.inherits)]
        .filter((parent) => sides.gone.models.has(parent))
        .map((parent) =>
          found(
            "model-gone",
            `${model.model} inherits from ${parent}, which is gone`,
            "inherit from what replaced it",
            at(model.line),
          ),
        ),
      ...fieldBreaks(model, sides, at),
      ...methodBreaks(module.name, model, sides, at),
    ];
  });
}

type At = (line: number) => Issue["at"];

function fieldBreaks({ model, fields }: ModelFacts, { after, before, gone }: Sides, at: At): Issue[] {
  return fields.flatMap(({ name, type, relation, related, line }) => {
    const issues: Issue[] = [];
    if (relation && gone.models.has(relation))
      issues.push(
        found(
          "model-gone",
          `${model}.${name} points to ${relation}, which is gone`,
          "point it to what replaced it",
          at(line),
        ),
      );
    const lost = related && brokenStep(model, related, before, after);
    if (lost)
      issues.push(
        found(
          "field-gone",
          `${model}.${name} is related to ${related}, and ${lost} is gone`,
          "take the value from where it is now",
          at(line),
        ),
      );
    if (type === null && fieldOf(before, model, name)?.type && !fieldOf(after, model, name)?.type)
      issues.push(
        found(
          "field-gone",
          `${model}.${name} is overridden here, and nobody defines it any more`,
          "define it, or drop the override",
          at(line),
        ),
      );
    return issues;
  });
}

const PATH_DECORATORS = new Set(["api.depends", "api.onchange", "api.constrains"]);

function methodBreaks(module: string, { model, methods }: ModelFacts, { before, after }: Sides, at: At): Issue[] {
  return methods.flatMap(({ name, line, decorators, callsSuper }) => {
    const paths = decorators.filter((one) => PATH_DECORATORS.has(one.name)).flatMap(({ args }) => args);
    const lost = paths.flatMap((path) => brokenStep(model, path, before, after) ?? []);
    const issues = lost.map((field) =>
      found(
        "field-gone",
        `${model}.${name} is triggered by ${field}, which is gone`,
        "name the field that replaced it",
        at(line),
      ),
    );
    const hadSuper = callsSuper && methodsBelow(before, model, name, module).length > 0;
    if (hadSuper && methodsBelow(after, model, name, module).length === 0)
      issues.push(
        found(
          "method-gone",
          `${model}.${name} calls super(), and nobody defines it any more`,
          "hook into what replaced it",
          at(line),
        ),
      );
    return issues;
  });
}

/** The first step of a dotted path that was there and is gone, as `model.field`. */
function brokenStep(model: string, path: string, before: Surface, after: Surface): string | null {
  let at: string | null = model;
  for (const step of path.split(".")) {
    if (at === null) return null;
    const [was, is]: ReturnType<typeof fieldOf>[] = [fieldOf(before, at, step), fieldOf(after, at, step)];
    if (was && !is) return `${at}.${step}`;
    at = is?.relation ?? null;
  }
  return null;
}

function recordBreaks(module: PictureModule, gone: Gone): Issue[] {
  return module.facts.records.flatMap((record) => {
    const at = placeIn(module, record.file, record.line);
    const name = record.id ?? `a ${record.model} record`;
    const issues = (record.refs ?? [])
      .filter((id) => gone.ids.has(id))
      .map((id) => found("xmlid-gone", `${name} refers to ${id}, which is gone`, "refer to what replaced it", at));
    if (gone.models.has(record.model))
      issues.push(
        found("model-gone", `${name} is of ${record.model}, which is gone`, "drop it or change its model", at),
      );
    const { model, names = [] } = record.view ?? {};
    // A sub-view may show a field of the same name of another model, so this is a hint and no proof.
    const fields = names.flatMap((one) =>
      one.startsWith("field.") && gone.fields.has(`${model}.${one.slice(6)}`) ? [one.slice(6)] : [],
    );
    const shown = fields.map((field) =>
      found(
        "view-field-gone",
        `${name} shows ${field}, and ${model}.${field} is gone`,
        "take the field out of the view",
        at,
      ),
    );
    return [...issues, ...shown.map((issue) => ({ ...issue, severity: "warning" as const }))];
  });
}

function placeIn({ repository, commit, path }: PictureModule, file: string, line: number): NonNullable<Issue["at"]> {
  return { path: `${path}/${file}`, line, source: repository, ...(commit && { commit }) };
}

function found(code: string, message: string, advice: string, at?: Issue["at"]): Issue {
  return { code, severity: "error", message, advice, ...(at && { at }) };
}
