// What is measured: a repository of the caller's, or one made up here when there is none.
import { spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export function git(gitDir, args, options = {}) {
  const { status, stdout, stderr } = spawnSync("git", [`--git-dir=${gitDir}`, ...args], {
    maxBuffer: 2 ** 31,
    ...options,
  });
  if (status !== 0) throw new Error(`git ${args[0]}: ${stderr}`);
  return stdout.toString().trim();
}

/**
 * A bare repository with two commits: `base`, and `changed`, where one module differs by a line. It borrows the
 * objects of `$BENCH_GIT` (`/path/to/repository@branch`), or holds made-up modules.
 */
export function openCorpus() {
  const gitDir = mkdtempSync(join(tmpdir(), "ipai-bench-"));
  spawnSync("git", ["init", "--quiet", "--bare", gitDir]);
  const [path, branch] = (process.env.BENCH_GIT ?? "").split("@");
  if (path) {
    const source = spawnSync("git", ["-C", path, "rev-parse", "--absolute-git-dir"]).stdout.toString().trim();
    writeFileSync(join(gitDir, "objects/info/alternates"), `${source}/objects\n`);
    git(gitDir, ["update-ref", "refs/heads/base", git(source, ["rev-parse", `${branch || "HEAD"}^{commit}`])]);
  } else importModules(gitDir, 600);
  changeOneModule(gitDir);
  return {
    gitDir,
    name: path ? `${path}@${branch || "HEAD"}` : "made up, for want of BENCH_GIT=/path/to/repository@branch",
  };
}

function changeOneModule(gitDir) {
  const manifests = git(gitDir, ["ls-tree", "-r", "--name-only", "base"]).split("\n");
  const path = manifests.filter((name) => name.endsWith("/__manifest__.py")).at(manifests.length >> 9);
  const env = { ...process.env, GIT_INDEX_FILE: join(gitDir, "bench.index"), ...IDENTITY };
  const text = `${git(gitDir, ["show", `base:${path}`])}\n# one line more\n`;
  const blob = git(gitDir, ["hash-object", "-w", "--stdin"], { input: text });
  git(gitDir, ["read-tree", "base"], { env });
  git(gitDir, ["update-index", "--cacheinfo", `100644,${blob},${path}`], { env });
  const tree = git(gitDir, ["write-tree", "--missing-ok"], { env });
  git(gitDir, [
    "update-ref",
    "refs/heads/changed",
    git(gitDir, ["commit-tree", tree, "-m", "one line", "-p", "base"], { env }),
  ]);
}

const IDENTITY = Object.fromEntries(
  ["AUTHOR", "COMMITTER"].flatMap((who) => [
    [`GIT_${who}_NAME`, "bench"],
    [`GIT_${who}_EMAIL`, "bench@example.org"],
  ]),
);

function importModules(gitDir, count) {
  const files = Array.from({ length: count }, (_, at) => moduleFiles(at)).flat();
  const body = files.map(([path, text]) => `M 100644 inline ${path}\n${data(text)}\n`).join("");
  const input = `commit refs/heads/base\ncommitter bench <bench@example.org> 0 +0000\n${data("base")}\n${body}`;
  git(gitDir, ["fast-import", "--quiet"], { input });
}

const data = (text) => `data ${Buffer.byteLength(text)}\n${text}`;
const lines = (count, line) => Array.from({ length: count }, (_, at) => line(at)).join("\n");

/** About the size of OCA's modules: 5 Python and 4 data files. */
function moduleFiles(at) {
  const name = `bench_${String(at).padStart(4, "0")}`;
  const models = lines(4, (n) => `from . import model_${n}`);
  return [
    [`${name}/__manifest__.py`, manifest(name, at)],
    [`${name}/__init__.py`, "from . import models\n"],
    [`${name}/models/__init__.py`, `${models}\n`],
    ...Array.from({ length: 4 }, (_, n) => [`${name}/models/model_${n}.py`, model(name, n)]),
    ...Array.from({ length: 3 }, (_, n) => [`${name}/views/views_${n}.xml`, views(name, n)]),
    [`${name}/security/ir.model.access.csv`, access(name)],
  ];
}

function manifest(name, at) {
  const depends = at ? `"bench_${String(at >> 1).padStart(4, "0")}"` : `"base"`;
  const files = `"security/ir.model.access.csv", ${lines(3, (n) => `"views/views_${n}.xml"`).replaceAll("\n", ", ")}`;
  return `{\n    "name": "${name}",\n    "version": "19.0.1.0.0",\n    "author": "Bench",\n    "license": "LGPL-3",\n    "depends": [${depends}],\n    "data": [${files}],\n}\n`;
}

function model(name, n) {
  const fields = lines(
    12,
    (f) => `    field_${f} = fields.Char(string="Field ${f} of ${name}", required=${f % 2 ? "True" : "False"})`,
  );
  const methods = lines(
    6,
    (m) =>
      `    def _compute_${m}(self):\n        for record in self:\n            record.field_${m} = "${name} ${n} ${m}"\n`,
  );
  return `from odoo import api, fields, models\n\n\nclass Model${n}(models.Model):\n    _name = "${name}.model_${n}"\n    _description = "Model ${n}"\n\n${fields}\n\n${methods}`;
}

function views(name, n) {
  const shown = lines(12, (f) => `            <field name="field_${f}" optional="show"/>`);
  const view = (v) =>
    `    <record id="view_${n}_${v}" model="ir.ui.view">\n        <field name="name">${name}.${n}.${v}</field>\n        <field name="model">${name}.model_${n}</field>\n        <field name="arch" type="xml">\n          <list>\n${shown}\n          </list>\n        </field>\n    </record>`;
  return `<?xml version="1.0" encoding="utf-8"?>\n<odoo>\n${lines(5, view)}\n</odoo>\n`;
}

function access(name) {
  const row = (n) => `access_${n},${name}.${n},model_${name}_model_${n},base.group_user,1,1,1,0`;
  return `id,name,model_id:id,group_id:id,perm_read,perm_write,perm_create,perm_unlink\n${lines(4, row)}\n`;
}
