import { expect, it } from "vitest";
import { readModuleFacts } from "../read.ts";

function codeIdsOf(files: Record<string, string>): readonly string[] | undefined {
  const all: Record<string, string> = { "__manifest__.py": "{'name': 'CRM', 'data': ['d.xml']}", ...files };
  return readModuleFacts({
    name: "crm",
    files: Object.keys(all).sort(),
    read: (path) => (all[path] === undefined ? undefined : Buffer.from(all[path])),
  }).codeIds;
}

it("takes the whole strings of installed code that no data file declares", () => {
  expect(
    codeIdsOf({
      "d.xml": '<odoo><record id="lead" model="m"/></odoo>',
      "models/a.py": `x = ['crm.made', "crm.a.b-c", 'crm.lead', 'crm.half" , 'see crm.text', 'scrm.other', crm.name]`,
      "tests/test_a.py": "x = 'crm.only_tested'",
    }),
  ).toEqual(["crm.a.b-c", "crm.made"]);
});

it("takes what a <function> may make, not what the file refers to or the call looks up", () => {
  const call = `<function model="ir.model.data" name="_update_xmlids">
<value eval="[{'xml_id': 'crm.made', 'record': ref('crm.looked_up')}]"/></function>`;
  expect(codeIdsOf({ "d.xml": `<odoo>${call}<menuitem id="m" parent="crm.menu_gone"/></odoo>` })).toEqual(["crm.made"]);
});
