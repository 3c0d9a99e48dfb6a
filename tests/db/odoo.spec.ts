import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { compareSchemas, generatePasswords, initDatabases, readSchema, stagesOf, verifyRoles } from "@ipai/database";
import { Databases, locateOdoo, odooRun, runOdoo, type Bench } from "@ipai/odoo";
import { findServerBinaries, startScratchCluster, withClient, type ScratchCluster } from "@ipai/postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const { program } = locateOdoo(process.env);

/** A module that extends `base` and has a model of its own. */
const shop = (version: string, field: string) => ({
  "__init__.py": "from . import models\n",
  "__manifest__.py": `{"name": "Shop", "version": "${version}", "license": "LGPL-3", "depends": ["base"]}\n`,
  "models.py": `from odoo import fields, models


class Partner(models.Model):
    _inherit = "res.partner"

    loyalty = fields.Integer(index=True)


class Order(models.Model):
    _name = "shop.order"
    _description = "Order"

    ${field} = fields.Char(required=True)
    partner_ids = fields.Many2many("res.partner")
    _named = models.Constraint("UNIQUE (${field})", "Once is enough.")
`,
});

describe.skipIf(!program)("an initialised database under a real Odoo (needs ODOO_SRC)", { timeout: 600_000 }, () => {
  let cluster: ScratchCluster;
  let bench: Bench;
  let folder: string;
  const stages = stagesOf(["staging", "production"]);
  const passwords = generatePasswords(stages);

  beforeAll(async () => {
    cluster = await startScratchCluster(findServerBinaries()!, { passwords: true });
    await initDatabases(cluster.address, stages, { passwords });
    folder = mkdtempSync(join(tmpdir(), "ipai-db-odoo-"));
    bench = {
      program: program!,
      databases: new Databases({ ...cluster.address, user: "odoo_app", password: passwords.get("odoo_app")! }, folder),
      platform: { framework: "x", python: "3.11", postgres: "15", demo: false },
      addonsPath: [join(folder, "addons")],
      outDir: join(folder, "out"),
      timeoutSeconds: 500,
      progress: () => {},
    };
  });
  afterAll(() => {
    cluster.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  const place = (files: Record<string, string>) => {
    for (const [name, text] of Object.entries(files)) {
      const path = join(folder, "addons/shop", name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
  };
  const odoo = async (...args: string[]) => {
    const end = await runOdoo(odooRun(bench, "production", [...args, "--stop-after-init"], join(folder, "odoo.log")));
    expect([end.exitCode, end.log.errors]).toEqual([0, []]);
  };
  const read = () => readSchema(cluster.address, "production");

  it("lets Odoo install as odoo_app, dashboards read what it made, and tells drift by module", async () => {
    place(shop("19.0.1.0.0", "name"));
    await odoo("-i", "base");
    const base = await read();
    const asReporting = { ...cluster.address, user: "odoo_reporting", password: passwords.get("odoo_reporting")! };
    const partners = await withClient(asReporting, "production", (client) =>
      client.query("SELECT name FROM res_partner"),
    );
    expect(partners.rows.length).toBeGreaterThan(0);
    expect((await verifyRoles(cluster.address, stages, { passwords })).issues).toEqual([]);
    const again = await initDatabases(cluster.address, stages, { passwords });
    expect(again.items.filter(({ outcome }) => outcome !== "already so")).toEqual([]);

    await odoo("-i", "shop");
    const installed = await read();
    const [drift, ...others] = compareSchemas(base, installed).modules;
    expect([drift!.module, drift!.because, others]).toEqual(["shop", "installed since, as 19.0.1.0.0", []]);
    expect(drift!.added.map(({ kind, name }) => `${kind} ${name}`)).toEqual(
      expect.arrayContaining([
        "column res_partner.loyalty",
        "index res_partner__loyalty_index",
        "table shop_order",
        "constraint shop_order.shop_order_named",
        "table res_partner_shop_order_rel",
        "sequence shop_order_id_seq",
      ]),
    );

    place(shop("19.0.1.1.0", "title"));
    await odoo("-u", "shop");
    const [updated, ...rest] = compareSchemas(installed, await read()).modules;
    expect([updated!.module, updated!.because, rest]).toEqual(["shop", "updated from 19.0.1.0.0 to 19.0.1.1.0", []]);
    expect(updated!.added.map(({ name }) => name)).toContain("shop_order.title");

    const now = await read();
    expect(now.objects.filter(({ module, kind }) => module === null && kind === "table")).toEqual([]);
    await withClient(cluster.address, "production", (client) => client.query("DROP INDEX res_partner__loyalty_index"));
    expect(compareSchemas(now, await read()).modules).toMatchObject([
      {
        module: "shop",
        removed: [{ name: "res_partner__loyalty_index" }],
        because: expect.stringContaining("by hand"),
      },
    ]);
  });
});
