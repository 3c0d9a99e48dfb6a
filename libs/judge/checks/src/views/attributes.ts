import { expressionFields, parsed, Refused } from "../paths/names.ts";
import type { Place } from "./place.ts";

const MODIFIERS = new Set(["column_invisible", "invisible", "readonly", "required"]);
const CONSTANT = /^(?:0|1|true|false)$/i;
/** Views whose arch is a template (`ir_ui_view.py: _is_qweb_based_view`, and those that modules add to it). */
const QWEB_BASED = new Set(["kanban", "qweb", "activity", "hierarchy", "cohort", "gantt", "map", "grid"]);
const DIRECTIVE = /^t-(?:name|esc|out|set|value|if|else|elif|foreach|as|key|att.*|call|debug|translation)/;
const TOOLTIP = /^(?:t-att-|t-attf-)?data-tooltip(?:-template|-info)?$/;

/** Attributes of an element as `ir_ui_view.py: _validate_attributes` judges them. */
export function checkAttributes(place: Place): void {
  for (const [name, value] of Object.entries(place.node.attributes)) checkAttribute(place, name, value);
}

function checkAttribute(place: Place, name: string, value: string): void {
  const { node, viewType, fail } = place;
  if (MODIFIERS.has(name)) expression(place, name, value);
  else if (name.startsWith("decoration-")) expression(place, name, value);
  else if (name === "context") context(place, value);
  else if (name === "col" || name === "colspan") {
    if (!/^\d+$/.test(value)) fail(`${name}="${value}" is no whole number`, "write a number");
  } else if (TOOLTIP.test(name)) fail(`the attribute ${name} is forbidden in views`, "use help= or title=");
  else if (name.startsWith("t-") && !directiveIsAllowed(name, viewType))
    fail(`the directive ${name} is forbidden in a ${viewType} view (<${node.tag}>)`, "use invisible= and the like");
  else if (name.startsWith("t-") && value.includes("__comp__"))
    fail("the name __comp__ is forbidden in views", "do without it");
}

function directiveIsAllowed(name: string, viewType: string): boolean {
  return name === "t-translation" || (QWEB_BASED.has(viewType) && DIRECTIVE.test(name));
}

function expression({ node, names, fail }: Place, name: string, value: string): void {
  if (value === "" || CONSTANT.test(value)) return;
  try {
    names.mustHaveFields(expressionFields(value), node, `${name}="${value}"`);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    fail(`${name}="${value}" is no expression: ${error.message}`, "write a Python expression over fields of the view");
  }
}

function context(place: Place, value: string): void {
  const { node, names, model, fail } = place;
  if (value.trim() === "") return;
  try {
    names.mustHaveFields(expressionFields(value), node, `context="${value}"`);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return fail(`context="${value}" is no expression: ${error.message}`, "write a dict");
  }
  const tree = parsed(value);
  if (tree.kind !== "dict") return;
  for (const { key, value: given } of tree.entries) {
    if (key?.kind !== "str" || key.value !== "group_by") continue;
    if (given.kind !== "str") {
      if (node.tag === "filter") fail("group_by must be a text", "name one field");
      continue;
    }
    const name = given.value.split(":")[0] as string;
    if (name && model && !model.fields.has(name.split(".")[0] as string))
      fail(`group_by names '${name}', which ${model.model} does not have`, "mend the name of the field");
  }
}
