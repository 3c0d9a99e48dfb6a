import { describe, expect, test } from "vitest";
import { PROBE_KINDS, probeKind, type Probe } from "../mapping/probe.ts";
import { modelOf, moduleOf, recordOf } from "../testing.ts";
import { indexFacts } from "../world/index-facts.ts";
import { makeWorld, without } from "../world/world.ts";
import { checkProbe, renderProbe } from "./index.ts";

const view = (facts: object) =>
  ({
    type: "form",
    model: "helpdesk.ticket",
    mode: "primary",
    priority: 16,
    active: true,
    names: [],
    ...facts,
  }) as never;
const method = (name: string, callsSuper: boolean) => ({ name, line: 30, decorators: [], callsSuper });

const base = moduleOf(
  "base",
  {},
  {
    models: [
      modelOf("res.partner", { methods: [method("write", false)] }, { name: "name" }),
      modelOf("res.config.settings", { kind: "transient" }),
    ],
    records: [
      recordOf("base.view_partner", "ir.ui.view", { view: view({ model: "res.partner", names: ["field.name"] }) }),
    ],
  },
);
const helpdesk = moduleOf(
  "helpdesk",
  { assets: { "web.assets_backend": ["helpdesk/static/src/**/*.js", ["remove", "helpdesk/static/src/old.js"]] } },
  {
    models: [
      modelOf("helpdesk.mixin", { kind: "abstract" }, { name: "stage", type: "selection" }),
      modelOf(
        "helpdesk.ticket",
        { inherit: ["helpdesk.mixin"], methods: [method("close", false)] },
        { name: "partner_id", type: "many2one", relation: "res.partner" },
        { name: "magic", type: null },
      ),
      modelOf("res.partner", {
        defines: false,
        inherit: ["res.partner"],
        methods: [method("write", true), method("unlink", false)],
      }),
      modelOf(
        "res.config.settings",
        { defines: false, inherit: ["res.config.settings"] },
        { name: "module_helpdesk_sla", type: "boolean" },
      ),
    ],
    routes: [
      {
        paths: ["/my/tickets"],
        method: "tickets",
        className: "Portal",
        file: "controllers/portal.py",
        line: 7,
        auth: "user",
        type: "http",
        methods: [],
      },
    ],
    records: [
      recordOf("helpdesk.form", "ir.ui.view", { view: view({ names: ["field.partner_id"] }) }),
      recordOf("helpdesk.form_more", "ir.ui.view", {
        line: 40,
        view: view({ mode: "extension", inherit: "helpdesk.form", type: null, names: ["button.close"] }),
      }),
      recordOf("helpdesk.partner", "ir.ui.view", {
        view: view({
          model: "res.partner",
          mode: "extension",
          inherit: "base.view_partner",
          names: ["field.ticket_ids"],
        }),
      }),
      recordOf("helpdesk.menu", "ir.ui.menu", { kind: "menuitem" }),
      recordOf("helpdesk.action", "ir.actions.act_window"),
      recordOf("helpdesk.report", "ir.actions.report"),
      recordOf("helpdesk.cron", "ir.cron"),
      recordOf("helpdesk.demo", "res.partner", { demo: true }),
      recordOf("helpdesk.access", "ir.model.access", {
        values: {
          model_id: "ref:helpdesk.model_helpdesk_ticket",
          group_id: "ref:base.group_user",
          perm_read: "1",
          perm_write: "0",
        },
      }),
    ],
    web: {
      registry: [{ category: "views", key: "kanban_tickets", file: "static/src/a.js", line: 2 }],
      patches: [],
      components: [],
      templates: [],
    },
    files: ["static/src/a.js", "static/src/old.js"],
  },
);
const world = makeWorld(indexFacts([base, helpdesk]), ["base", "helpdesk"], ["helpdesk"]);

/** Each kind: what holds, and what looks like it and does not. */
const CASES: readonly [holds: Probe, fails: Probe][] = [
  [{ model: "helpdesk.ticket" }, { model: "helpdesk.team" }],
  [
    { field: "helpdesk.ticket.partner_id", type: "many2one", relation: "res.partner" },
    { field: "helpdesk.ticket.partner_id", relation: "res.users" },
  ],
  [
    { field: "helpdesk.ticket.stage", type: "selection" },
    { field: "helpdesk.ticket.stage", type: "char" },
  ],
  [
    { view: { model: "helpdesk.ticket", type: "form", contains: "button.close" } },
    { view: { model: "helpdesk.ticket", type: "list" } },
  ],
  [
    { combined: { xmlid: "base.view_partner", contains: "field.ticket_ids" } },
    { combined: { xmlid: "base.view_partner", contains: "field.sla" } },
  ],
  [{ menu: "helpdesk.menu" }, { menu: "helpdesk.action" }],
  [{ action: "helpdesk.action" }, { action: "helpdesk.menu" }],
  [{ report: "helpdesk.report" }, { report: "helpdesk.action" }],
  [{ cron: "helpdesk.cron" }, { cron: "helpdesk.report" }],
  [{ xmlid: "helpdesk.form" }, { xmlid: "helpdesk.demo" }],
  [
    { route: "/my/tickets", auth: "user" },
    { route: "/my/tickets", auth: "public" },
  ],
  [
    { access: { model: "helpdesk.ticket", group: "base.group_user", can: "read" } },
    { access: { model: "helpdesk.ticket", group: "base.group_user", can: "write" } },
  ],
  [{ js: { registry: "views", key: "kanban_tickets" } }, { js: { registry: "fields", key: "kanban_tickets" } }],
  [
    { asset: { bundle: "web.assets_backend", path: "static/src/a.js" } },
    { asset: { bundle: "web.assets_backend", path: "static/src/old.js" } },
  ],
  [{ setting: "module_helpdesk_sla" }, { setting: "module_other" }],
  [{ method: "res.partner.write" }, { method: "res.partner.unlink" }],
  [{ method: "helpdesk.ticket.close" }, { method: "helpdesk.ticket.open" }],
];

describe("every kind of probe", () => {
  test("is in the table below", () => {
    expect(new Set(CASES.map(([probe]) => probeKind(probe)))).toEqual(new Set(PROBE_KINDS));
  });

  test.each(CASES.map(([good, bad]) => ({ name: renderProbe(good), good, bad })))("$name", ({ good, bad }) => {
    const found = checkProbe(good, world);
    expect(found).toMatchObject({ state: "holds" });
    expect(found.evidence[0]).toMatchObject({
      source: "OCA/test",
      commit: "c".repeat(40),
      path: expect.stringContaining("/"),
    });
    expect(checkProbe(bad, world)).toMatchObject({ state: "fails", reason: expect.any(String) });
    expect(checkProbe(good, without(world, new Set(["helpdesk"])))).toMatchObject({ state: "fails" });
  });
});

describe("what the facts cannot say is unknown", () => {
  test("a type that is not a literal", () => {
    expect(checkProbe({ field: "helpdesk.ticket.magic", type: "char" }, world)).toMatchObject({ state: "unknown" });
  });

  test("a failure in a module that could not be read whole", () => {
    const broken = moduleOf(
      "helpdesk",
      {},
      { issues: [{ code: "python-syntax", severity: "error", message: "x", advice: "y" }] },
    );
    const partly = makeWorld(indexFacts([base, broken]), ["base", "helpdesk"], ["helpdesk"]);
    expect(checkProbe({ model: "helpdesk.ticket" }, partly)).toMatchObject({
      state: "unknown",
      reason: expect.stringContaining("helpdesk could not be read whole"),
    });
  });
});
