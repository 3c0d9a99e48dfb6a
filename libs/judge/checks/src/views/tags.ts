import type { XmlNode } from "@ipai/xml";
import { domainNames } from "../paths/domain.ts";
import { wrongPath } from "../paths/follow.ts";
import { Refused } from "../paths/names.ts";
import type { Place } from "./place.ts";

const SUBVIEWS = new Set(["form", "list", "graph", "kanban", "calendar"]);
const RELATIONAL = new Set(["many2one", "one2many", "many2many"]);
const LIST_CHILDREN = new Set(["field", "button", "control", "groupby", "widget", "header"]);
const PERIOD = /^(?:(?:year|month)(?:[-+][1-9]\d*)?|(?:first|second|third|fourth)_quarter)$/;

/** What `ir_ui_view.py: _validate_tag_*` says of each element. */
export const TAGS: ReadonlyMap<string, (place: Place) => void> = new Map(
  Object.entries({
    field,
    filter,
    label,
    page,
    groupby,
    button,
    list,
    graph: (place) => onlyChildren(place, new Set(["field"])),
    search,
    searchpanel,
    calendar,
  }),
);

function field(place: Place): void {
  const { node, names, model, isTouched, fail, nested } = place;
  const name = node.get("name");
  if (!name) {
    if (isTouched) fail("a <field> has no name", 'add name="…"');
    return;
  }
  names.available.add(node.get("id") || name);
  names.available.add(name);
  const known = model?.fields.get(name);
  const domain = node.get("domain");
  if (known && isTouched && domain) {
    if (known.type !== null && !RELATIONAL.has(known.type))
      fail(`a domain on ${name}, which is no relation, makes no sense`, "drop the domain");
    else if (known.relation) checkDomain(place, domain, `domain of <field name="${name}">`, known.relation);
  }
  for (const child of node.elements()) if (SUBVIEWS.has(child.tag)) nested(child, known?.relation ?? "", child.tag);
}

function filter(place: Place): void {
  const { node, names, isTouched, fail } = place;
  if (!isTouched) return;
  const domain = node.get("domain");
  if (domain) checkDomain(place, domain, `domain of <filter name="${node.get("name") ?? ""}">`, names.model);
  const periods = node.get("date") && node.get("default_period");
  if (!periods) return;
  const custom = new Set(node.elements().map((child) => `custom_${child.get("name")}`));
  for (const period of periods.split(","))
    if (!PERIOD.test(period) && !custom.has(period))
      fail(`'${period}' is no period of a date filter`, "write year, month-1 or third_quarter");
}

/** Paths on the model that is searched, values in the view (`_validate_domain_identifiers`). */
function checkDomain({ module, node, names, fail }: Place, domain: string, what: string, target: string): void {
  try {
    const { paths, values } = domainNames(domain);
    for (const path of paths) {
      const wrong = path.startsWith("parent.") ? null : wrongPath(module, target, path);
      if (wrong) fail(`${what}: ${wrong}`, "mend the path of the field");
    }
    names.mustHaveFields(values, node, what);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    fail(`${what} is none: ${error.message}`, "write a list of conditions: [('field', '=', value)]");
  }
}

function label({ node, names, isTouched, fail }: Place): void {
  if (!isTouched) return;
  const target = node.get("for");
  if (!target) fail('a <label> has no "for"', 'add for="…", or write <span class="o_form_label">');
  else if (!names.labels.has(target)) names.labels.set(target, { node, what: `<label for="${target}">` });
}

function page({ node, isTouched, fail }: Place): void {
  if (isTouched && node.parent?.tag !== "notebook") fail("a <page> stands outside a <notebook>", "put it into one");
}

function groupby({ node, names, model, isTouched, fail, nested }: Place): void {
  const name = node.get("name");
  const known = name ? model?.fields.get(name) : undefined;
  if (!name) return;
  names.available.add(name);
  if (model && !known) {
    if (isTouched) fail(`<groupby name="${name}">: ${model.model} has no such field`, "mend the name");
    return;
  }
  if (isTouched && known && known.type !== null && known.type !== "many2one")
    fail(`<groupby name="${name}"> needs a many2one`, "name a many2one field");
  nested(node, known?.relation ?? "", "groupby");
}

function button({ node, names, isTouched, fail }: Place): void {
  const special = node.get("special");
  const [name, type] = [node.get("name"), node.get("type")];
  if (name && (type === "object" || type === "action")) names.available.add(name);
  if (!isTouched) return;
  if (special && !["cancel", "save", "add"].includes(special))
    fail(`special="${special}" of a button is unknown`, "write cancel, save or add");
  if (!special && type === "object" && name?.startsWith("_"))
    fail(`a button calls ${name}(), which is private`, "give the method a name without an underscore");
}

function list(place: Place): void {
  const { node, isTouched, fail } = place;
  if (!isTouched) return;
  const editable = node.get("editable");
  if (editable && editable !== "top" && editable !== "bottom")
    fail(`editable="${editable}" of a list is unknown`, 'write "top" or "bottom"');
  onlyChildren(place, LIST_CHILDREN);
}

function onlyChildren({ node, isTouched, fail }: Place, allowed: ReadonlySet<string>): void {
  if (!isTouched) return;
  for (const child of node.elements())
    if (!allowed.has(child.tag))
      fail(`<${child.tag}> cannot stand in <${node.tag}>`, `it holds ${[...allowed].join(", ")}`, child);
}

function search({ node, names, fail, nested }: Place): void {
  const panels = node.elements("searchpanel");
  if (panels.length > 1) fail("a search view has two search panels", "join them", panels[1] as XmlNode);
  if (panels[0]) nested(panels[0], names.model, "searchpanel");
}

function searchpanel({ node, isTouched, fail }: Place): void {
  if (!isTouched) return;
  for (const child of node.elements())
    if (child.get("domain") && child.get("select") !== "multi")
      fail('a domain in a search panel needs select="multi"', 'add select="multi", or drop the domain', child);
}

function calendar({ node, names, model, fail, isTouched }: Place): void {
  for (const attribute of ["date_start", "date_delay", "date_stop", "color", "all_day"]) {
    const name = node.get(attribute)?.split(".")[0];
    if (!name) continue;
    names.available.add(name);
    if (isTouched && model && !model.fields.has(name))
      fail(`${attribute}="${name}": ${model.model} has no such field`, "mend the name of the field");
  }
}
