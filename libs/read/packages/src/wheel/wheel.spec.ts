import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { writeFiles } from "../open.ts";
import { makeWheel } from "../testing.ts";
import { readWheel } from "./wheel.ts";

const read = (wheel: Buffer, expected: string | null = null) =>
  readWheel(wheel, "odoo-addon-web_x 19.0.1.0.0", expected);

test("the tree oid is the one that git gives to the files written, with the file that the build leaves out", () => {
  const { value } = read(makeWheel("web_x"));
  const folder = mkdtempSync(join(tmpdir(), "ipai-wheel-"));
  try {
    writeFiles(join(folder, "web_x"), value!.files);
    const git = (...args: string[]) => execFileSync("git", ["-C", folder, ...args], { encoding: "utf8" }).trim();
    git("init", "--quiet");
    git("add", "--all");
    expect(value!.files.map(({ path }) => path)).toContain("pyproject.toml");
    expect(value!.tree).toBe(git("rev-parse", `${git("write-tree")}:web_x`));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("another build tool than whool leaves nothing out", () => {
  const { value } = read(makeWheel("web_x", { generator: "setuptools 70" }));
  expect(value!.files.map(({ path }) => path)).not.toContain("pyproject.toml");
});

test("another hash than the lock's is refused", () => {
  expect(read(makeWheel("web_x"), "0".repeat(64)).issues[0]).toMatchObject({ code: "wheel-differs" });
});

const manifest = "odoo/addons/web_x/__manifest__.py";
const own = { [manifest]: "{}\n" };

test.each([
  ["two modules", { files: { ...own, "odoo/addons/web_y/__manifest__.py": "{}\n" } }, /holds 2 modules/],
  ["no module", { files: {} }, /no module/],
  ["another module than its name", { name: "odoo-addon-web_y" }, /holds the module web_x/],
  ["a package of another kind", { name: "web_x" }, /holds the module web_x/],
  ["a file beside the module", { files: { ...own, "evil.pth": "import os\n" } }, /belongs to no module/],
  ["a file of Odoo itself", { files: { ...own, "odoo/http.py": "1\n" } }, /belongs to no module/],
  [
    "a link",
    { files: { ...own, "odoo/addons/web_x/a": "/etc/passwd" }, modes: { "odoo/addons/web_x/a": 0o120777 } },
    /no plain file/,
  ],
  ["a file that is not what RECORD says", { record: { [manifest]: "x".repeat(43) } }, /not what its RECORD says/],
  ["a file that RECORD does not name", { record: { [manifest]: null } }, /not in its RECORD/],
])("%s is refused, with nothing to be used", (_, parts, why) => {
  const { value, issues } = read(makeWheel("web_x", parts));
  expect(value).toBeNull();
  expect(issues.map(({ message }) => message).join()).toMatch(why);
});

test.each([
  "odoo/addons/web_x/../../../etc/x",
  "/etc/x",
  "odoo/addons/web_x/.git/hooks/post-checkout",
  "odoo/addons/web_x/con.py",
])("the name %s is refused", (path) => {
  // The library cleans names when it writes, so a harmless one of the same length is replaced in the bytes.
  const harmless = `odoo/addons/web_x/${"a".repeat(Math.max(1, path.length - 18))}`.slice(0, Math.max(path.length, 19));
  const padded = path.padEnd(harmless.length, "x");
  const bytes = makeWheel("web_x", { files: { ...own, [harmless]: "x" } });
  const text = bytes.toString("latin1").replaceAll(harmless, padded);
  const { value, issues } = read(Buffer.from(text, "latin1"));
  expect(value).toBeNull();
  expect(issues).not.toEqual([]);
});

test("an archive that is cut anywhere is refused", () => {
  const whole = makeWheel("web_x");
  for (let length = 0; length < whole.length; length += 97)
    expect(read(whole.subarray(0, length)).value, `first ${length} bytes`).toBeNull();
  expect(read(whole).value).not.toBeNull();
});

test("a bomb whose directory lies about its size stops at what it says", () => {
  const bytes = makeWheel("web_x", { files: { ...own, "odoo/addons/web_x/zeros.txt": "0".repeat(8 * 2 ** 20) } });
  const at = bytes.lastIndexOf("odoo/addons/web_x/zeros.txt") - 46;
  bytes.writeUInt32LE(10, at + 24);
  expect(read(bytes).issues[0]).toMatchObject({ code: "wheel-refused" });
});
