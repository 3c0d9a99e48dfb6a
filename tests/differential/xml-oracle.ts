import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const SCRIPT = fileURLToPath(new URL("xml_oracle.py", import.meta.url));

/** A Python that has lxml; undefined where there is none. */
export const lxmlPython = ["python3", "/usr/bin/python3"].find(
  (python) => spawnSync(python, ["-c", "import lxml.etree"]).status === 0,
);

/** Root of an Odoo source checkout, from `$ODOO_SRC`; undefined without. */
export const odooSource = [process.env["ODOO_SRC"]].find(
  (folder) => folder !== undefined && existsSync(join(folder, "odoo/tools/template_inheritance.py")),
);

/** One process answers all questions; see `xml_oracle.py` for their forms. */
export function askLxml(questions: readonly unknown[]): unknown[] {
  const input = questions.map((question) => `${JSON.stringify(question)}\n`).join("");
  const env = { ...process.env, ODOO_SRC: odooSource ?? "" };
  const output = execFileSync(lxmlPython as string, [SCRIPT], { input, env, encoding: "utf8", maxBuffer: 2 ** 30 });
  return output
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as unknown);
}
