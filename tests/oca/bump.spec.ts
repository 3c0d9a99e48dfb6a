import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { renderLock } from "@ipai/lockfile";
import { moduleFiles, Remote, scratch, wishLock } from "@ipai/lockfile/testing";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { oca } from "./run.ts";

// Each command is a process of its own, and a busy machine is slow to start them.
vi.setConfig({ testTimeout: 120_000 });
const { folder, remove } = scratch();
const workspace = join(folder, "workspace");
let theirs: Remote;
let lockText: string;

const view = (id: string, model: string, arch: string, inherit = "") =>
  `<record id="${id}" model="ir.ui.view"><field name="name">${id}</field><field name="model">${model}</field>` +
  `${inherit && `<field name="inherit_id" ref="${inherit}"/>`}<field name="arch" type="xml">${arch}</field></record>\n`;
const data = (...records: string[]) => `<odoo>\n${records.join("")}</odoo>\n`;
const model = (body: string) => `from odoo import api, fields, models\n\n\n${body}`;
const file = (name: string, path: string, text: string) => ({ [`${name}/${path}`]: text });

const before = {
  ...moduleFiles("ledger", { depends: ["base"], data: ["views.xml", "security/ir.model.access.csv"] }),
  ...file("ledger", "__init__.py", "from . import models\n"),
  ...file(
    "ledger",
    "models.py",
    model(`class Entry(models.Model):
    _name = "ledger.entry"
    _description = "Entry"

    name = fields.Char()
    amount = fields.Float()
    state = fields.Selection([("draft", "Draft")])
    partner_id = fields.Many2one("res.partner")

    def action_close(self):
        return True


class Tag(models.Model):
    _name = "ledger.tag"
    _description = "Tag"
`),
  ),
  ...file(
    "ledger",
    "views.xml",
    data(
      '<record id="group_clerk" model="res.groups"><field name="name">Clerk</field></record>\n',
      view(
        "entry_form",
        "ledger.entry",
        '<form><group name="money"><field name="amount"/></group><field name="name"/></form>',
      ),
    ),
  ),
  ...file(
    "ledger",
    "security/ir.model.access.csv",
    "id,name,model_id:id,group_id:id,perm_read,perm_write,perm_create,perm_unlink\naccess_entry,entry,model_ledger_entry,group_clerk,1,1,1,0\n",
  ),
  ...moduleFiles("quiet"),
  ...moduleFiles("leaving"),
};

const after = {
  ...moduleFiles("ledger", {
    version: "19.0.2.0.0",
    depends: ["base", "quiet"],
    data: ["views.xml", "security/ir.model.access.csv"],
    external_dependencies: { python: ["lxml"] },
  }),
  ...file("ledger", "__init__.py", "from . import models\n"),
  ...file(
    "ledger",
    "models.py",
    model(`class Entry(models.Model):
    _name = "ledger.entry"
    _description = "Entry"

    name = fields.Char()
    total = fields.Float()
    state = fields.Char()
    partner_id = fields.Many2one("res.partner")
`),
  ),
  ...file(
    "ledger",
    "views.xml",
    data(
      view(
        "entry_form",
        "ledger.entry",
        '<form><group name="totals"><field name="total"/></group><field name="name"/></form>',
      ),
    ),
  ),
  ...file(
    "ledger",
    "security/ir.model.access.csv",
    "id,name,model_id:id,group_id:id,perm_read,perm_write,perm_create,perm_unlink\naccess_entry,entry,model_ledger_entry,,1,1,1,1\n",
  ),
  ...file("ledger", "migrations/19.0.2.0.0/pre-migration.py", "def migrate(cr, version):\n    pass\n"),
  ...moduleFiles("arriving"),
};

const ours = {
  ...moduleFiles("ipai_ledger", { depends: ["ledger", "leaving"], data: ["views.xml"] }),
  ...file("ipai_ledger", "__init__.py", "from . import models\n"),
  ...file(
    "ipai_ledger",
    "models.py",
    model(`class Entry(models.Model):
    _inherit = "ledger.entry"

    tag_id = fields.Many2one("ledger.tag")
    shown = fields.Float(related="amount")
    double = fields.Float(compute="_compute_double")

    @api.depends("amount", "name")
    def _compute_double(self):
        for entry in self:
            entry.double = 2 * entry.amount

    def action_close(self):
        return super().action_close()
`),
  ),
  ...file(
    "ipai_ledger",
    "views.xml",
    data(
      view(
        "entry_form_more",
        "ledger.entry",
        '<xpath expr="//group[@name=\'money\']" position="inside"><field name="double"/></xpath>',
        "ledger.entry_form",
      ),
      '<record id="menu" model="ir.ui.menu"><field name="name">M</field><field name="groups_id" eval="[(4, ref(\'ledger.group_clerk\'))]"/></record>\n',
    ),
  ),
  ...moduleFiles("ipai_apart", { depends: ["quiet"] }),
};

const write = (root: string, files: Readonly<Record<string, string>>) => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
};

beforeAll(async () => {
  const core = new Remote(folder, "odoo/odoo");
  core.commit(moduleFiles("base", { depends: [] }, "addons/"));
  theirs = new Remote(folder, "OCA/ledger");
  theirs.commit(before, "Start");
  write(join(workspace, "addons/ipai"), ours);
  const lock = wishLock(core, { "OCA/ledger": { url: theirs.path, modules: ["ledger"] } });
  writeFileSync(join(workspace, "oca.lock.json"), renderLock(lock));
  await oca(workspace, "lock");
  lockText = readFileSync(join(workspace, "oca.lock.json"), "utf8");
  theirs.git("rm", "-q", "-r", "leaving");
  theirs.commit(after, "Total instead of amount");
});
afterAll(remove);

const currentLock = () => readFileSync(join(workspace, "oca.lock.json"), "utf8");

describe("a bump that breaks modules of ours", () => {
  test("names every module's change, and every use of what is gone with its place", async () => {
    const { code, stdout } = await oca(workspace, "bump", "--check", "--json");
    const report = JSON.parse(stdout);
    expect(code).toBe(1);
    expect(report.modules.map((one: { name: string; kind: string }) => `${one.kind} ${one.name}`)).toEqual([
      "removed leaving",
      "changed ledger",
    ]);
    expect(report.modules[1]).toMatchObject({
      from: "19.0.1.0.0",
      to: "19.0.2.0.0",
      version: "major",
      depends: { added: ["quiet"], removed: [] },
      python: { added: ["lxml"], removed: [] },
      migrations: ["migrations/19.0.2.0.0/pre-migration.py"],
      needsUpdate: true,
      models: { added: [], removed: ["ledger.tag"] },
      fields: { added: ["ledger.entry.total"], removed: ["ledger.entry.amount"] },
      retyped: [{ field: "ledger.entry.state", from: "selection", to: "char" }],
      groups: { added: [], removed: ["ledger.group_clerk"] },
      access: [
        {
          id: "ledger.access_entry",
          kind: "changed",
          before: "ledger.model_ledger_entry ledger.group_clerk rwc-",
          after: "ledger.model_ledger_entry everyone rwcu",
        },
      ],
    });
    expect(report.commits.ledger.map((one: { subject: string }) => one.subject)).toEqual(["Total instead of amount"]);
    const breaks = report.breaks.map(
      (one: { code: string; module: string; at?: { source: string; path: string; line: number } }) =>
        [one.code, one.module, one.at ? `${join(one.at.source, one.at.path)}:${one.at.line}` : ""].join(" ").trim(),
    );
    expect(breaks.sort()).toEqual(
      [
        "dependency-missing ipai_ledger",
        "field-gone ipai_ledger addons/ipai/ipai_ledger/models.py:8",
        "field-gone ipai_ledger addons/ipai/ipai_ledger/models.py:12",
        "method-gone ipai_ledger addons/ipai/ipai_ledger/models.py:16",
        "model-gone ipai_ledger addons/ipai/ipai_ledger/models.py:7",
        "view-locator-not-found ipai_ledger addons/ipai/ipai_ledger/views.xml:2",
        "xmlid-gone ipai_ledger addons/ipai/ipai_ledger/views.xml:3",
      ].sort(),
    );
    expect(currentLock()).toBe(lockText);
  });

  test("writes no lock, and says what to do; a dry run only tells", async () => {
    const held = await oca(workspace, "bump");
    expect(held.code).toBe(1);
    expect(held.stdout).toContain("bump-held-back");
    expect(held.stdout).toContain("--accept-breaks");
    expect(currentLock()).toBe(lockText);
    const dry = await oca(workspace, "bump", "--dry-run", "--markdown");
    expect(dry.code).toBe(0);
    expect(dry.stdout).toContain("### Breaks here");
    expect(dry.stdout).toContain("`addons/ipai/ipai_ledger/models.py:8`");
    expect(currentLock()).toBe(lockText);
  });
});

test("once ours are mended, the same bump passes its check and writes the lock", async () => {
  write(join(workspace, "addons/ipai"), {
    ...moduleFiles("ipai_ledger", { depends: ["ledger"], data: ["views.xml"] }),
    ...file(
      "ipai_ledger",
      "models.py",
      model('class Entry(models.Model):\n    _inherit = "ledger.entry"\n\n    shown = fields.Float(related="total")\n'),
    ),
    ...file(
      "ipai_ledger",
      "views.xml",
      data(
        view(
          "entry_form_more",
          "ledger.entry",
          '<xpath expr="//group[@name=\'totals\']" position="inside"><field name="shown"/></xpath>',
          "ledger.entry_form",
        ),
      ),
    ),
  });
  expect(await oca(workspace, "bump", "--check")).toMatchObject({ code: 0 });
  expect(currentLock()).toBe(lockText);
  expect(await oca(workspace, "bump")).toMatchObject({ code: 0 });
  const lock = JSON.parse(currentLock());
  expect(lock.resolved.repositories["OCA/ledger"].commit).toBe(theirs.git("rev-parse", "19.0"));
  const again = await oca(workspace, "bump", "--json");
  expect(JSON.parse(again.stdout)).toMatchObject({ pins: [], modules: [], breaks: [], written: false });
});

test("--to pins a commit of the past", async () => {
  const first = theirs.git("rev-list", "--max-parents=0", "19.0");
  expect(await oca(workspace, "bump", "OCA/ledger", "--to", first, "--accept-breaks")).toMatchObject({ code: 1 });
  expect(JSON.parse(currentLock()).resolved.repositories["OCA/ledger"].commit).toBe(first);
  expect(await oca(workspace, "bump", "OCA/ledger", "--to", first.slice(0, 12))).toMatchObject({ code: 2 });
});
