import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const ODOO = process.env["ODOO_SRC"];
const IPAI = resolve(import.meta.dirname, "../tools/cli/bin/ipai.mjs");

/** Modules with much to be wrong about, and those that are. The whole group: leave the names out (some minutes). */
const SAMPLE = "base web mail account sale_management project hr_expense l10n_ph stock mass_mailing".split(" ");
const DEFECTS = [
  "asset-path project/__manifest__.py",
  "repeated-xmlid l10n_mt/data/account_tax_report_data.xml:87",
  "undeclared-depends l10n_tr_nilvera/views/res_partner_views.xml:2",
  "unknown-view-field l10n_in_ewaybill_stock/views/stock_picking_views.xml:9",
];

function check(...names: string[]) {
  const sources = ["addons", "odoo/addons"].flatMap((folder) => ["--source", join(ODOO!, folder)]);
  const run = spawnSync(process.execPath, [IPAI, "check", ...names, ...sources, "--json"], {
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  const { issues } = JSON.parse(run.stdout) as {
    issues: { code: string; severity: string; at: { path: string; line?: number } }[];
  };
  const found = issues.filter(({ severity }) => severity !== "info");
  return found.map(({ code, at }) => `${code} ${at.path}${at.line === undefined ? "" : `:${at.line}`}`).sort();
}

describe.skipIf(!ODOO)("Odoo Community is the control group of the checks (needs ODOO_SRC)", () => {
  it("has its real defects found, and no others", { timeout: 300_000 }, () => {
    expect(check(...SAMPLE, "l10n_in_ewaybill_stock", "l10n_mt", "l10n_tr_nilvera")).toEqual(DEFECTS);
  });
});
