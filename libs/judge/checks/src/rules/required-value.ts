import type { FieldFacts, RecordFacts } from "@ipai/module";
import type { MergedModel } from "@ipai/registry";
import { certainModel } from "../paths/follow.ts";
import type { Finding, Rule } from "../rule.ts";
import { givenFields } from "../load/given.ts";
import type { CheckedModule } from "../world/module.ts";

/** Types that stay empty where nothing is given; a flag or number has a value of its own. */
const EMPTY_TYPES = new Set(["char", "text", "html", "many2one", "selection", "date", "datetime", "reference"]);
/** Methods by which a model may fill in what data leaves out. */
const FILLING = new Set([
  "create",
  "default_get",
  "new",
  "_add_missing_default_values",
  "_load_records",
  "_load_records_create",
]);

export const requiredValue: Rule = {
  code: "required-value",
  severity: "error",
  summary: "data makes a record without a field that it must have",
  *check(module): Generator<Finding> {
    const made = new Set<string>();
    for (const record of module.facts.records) {
      const isFirst = record.id === null || !made.has(record.id);
      if (record.id !== null) made.add(record.id);
      if (record.kind !== "record" || !record.own || !isFirst || record.demo) continue;
      const missing = missingFields(module, record);
      if (missing.length)
        yield {
          file: record.file,
          line: record.line,
          message: `${record.id ?? `a ${record.model}`} is made without ${missing.map((name) => `'${name}'`).join(", ")}, which ${record.model} requires`,
          advice: "give the field a value",
        };
    }
  },
};

function missingFields(module: CheckedModule, record: RecordFacts): string[] {
  const model = certainModel(module, record.model);
  if (!model || model.kind === "abstract") return [];
  const names = requiredFields(module, model);
  const given = names.length ? givenFields(module, record) : null;
  if (!given) return [];
  const links = new Set(Object.values(model.inherits));
  return names.filter((name) => {
    const field = model.fields.get(name);
    const link = field?.related?.split(".")[0];
    // A parent record that is named has the value already.
    return !given.has(name) && !(field?.inherited && link && given.has(link)) && !links.has(name);
  });
}

const known = new WeakMap<MergedModel, string[]>();

/** Fields that a new record must be given, for nothing else fills them. */
function requiredFields(module: CheckedModule, model: MergedModel): string[] {
  const found = known.get(model);
  if (found) return found;
  const names = fillsItself(module, model.model)
    ? []
    : [...model.fields.values()]
        .filter(
          ({ type, required, compute, related, inherited, store }) =>
            required && EMPTY_TYPES.has(type ?? "") && !compute && (inherited ? true : store && !related),
        )
        .map(({ name }) => name)
        .filter((name) => !hasValue(module, model, name));
  known.set(model, names);
  return names;
}

function fillsItself(module: CheckedModule, model: string): boolean {
  return [...FILLING].some((method) => module.methods(model).has(method));
}

function fills({ default: given, compute, related, companyDependent, dynamic }: FieldFacts): boolean {
  const isUncertain = dynamic?.some((key) => key === "required" || key === "**" || key === "compute");
  return Boolean(given || compute || related || companyDependent || isUncertain);
}

/** True where a class gives the field a default, computes it, or says of it what only a run can tell. */
function hasValue(module: CheckedModule, model: MergedModel, name: string): boolean {
  const owners = new Set([model.model, ...ancestors(module, model.model)]);
  for (const each of module.closure)
    for (const facts of module.world.facts(each).models)
      if (owners.has(facts.model) && facts.fields.some((field) => field.name === name && fills(field))) return true;
  return false;
}

function ancestors(module: CheckedModule, model: string, seen = new Set<string>()): Set<string> {
  const merged = module.models.get(model);
  for (const parent of [...(merged?.inherit ?? []), ...Object.keys(merged?.inherits ?? {})]) {
    if (seen.has(parent)) continue;
    seen.add(parent);
    ancestors(module, parent, seen);
  }
  return seen;
}
