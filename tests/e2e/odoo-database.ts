import { spawnSync } from "node:child_process";
import { mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import type { ScratchCluster } from "@ipai/postgres";

/** Fills a database with a real Odoo, `E2E_MODULES` (accounting) with their demo data, attachments in the filestore. */
export async function installOdoo(
  { address }: ScratchCluster,
  database: string,
  filestore: string,
  password: string,
): Promise<{ shown: string; ok: boolean }> {
  const source = process.env["ODOO_SRC"]!;
  const modules = process.env["E2E_MODULES"] ?? "account";
  const data = join(dirname(filestore), "../odoo-data");
  mkdirSync(data, { recursive: true });
  const server = ["--db_host", address.host, "--db_port", String(address.port), "--db_user", "odoo_app"];
  const run = ["-d", database, "-i", modules, "--with-demo", "--stop-after-init", "--data-dir", data, "--no-http"];
  const { status, stderr } = spawnSync(
    process.env["ODOO_PYTHON"] ?? "/usr/bin/python3",
    [join(source, "odoo-bin"), ...server, ...run],
    { env: { ...process.env, PGPASSWORD: password }, encoding: "utf8", maxBuffer: 2 ** 26 },
  );
  if (status !== 0) return { shown: stderr.trim().split("\n").at(-1) ?? "", ok: false };
  rmSync(filestore, { recursive: true, force: true });
  renameSync(join(data, "filestore", database), filestore);
  return { shown: `a real Odoo: ${modules} with demo data`, ok: true };
}
