import { existsSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { WheelStore } from "@ipai/packages";
import { makeWheel, type WheelParts, writeWheel } from "@ipai/packages/testing";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Lock } from "../schema.ts";
import { sync } from "../sync/sync.ts";
import { scratch } from "../testing.ts";
import { verifyDisk } from "../verify-disk.ts";
import { openFinder } from "./finder.ts";
import { relockPackages } from "./resolve.ts";
import { verifyPackages } from "./verify.ts";

let folder: string;
let remove: () => void;
const closing: (() => void)[] = [];
beforeEach(() => {
  ({ folder, remove } = scratch());
});
afterEach(() => {
  for (const close of closing.splice(0)) close();
  remove();
});

/** pip starts several times in each, a second of CPU every time. */
vi.setConfig({ testTimeout: 240_000 });

const core = { url: "https://github.com/odoo/odoo", branch: "19.0" };
const corePin = {
  ...core,
  commit: "1".repeat(40),
  date: "2026-01-01T00:00:00Z",
  modules: {
    base: {
      path: "base",
      version: "19.0.1.0",
      tree: "2".repeat(40),
      depends: [],
      license: "LGPL-3",
      closure: "0".repeat(64),
    },
  },
};
const wishFor = (packages: Lock["wish"]["packages"]): Lock => ({
  version: 1,
  series: "19.0",
  wish: { core, repositories: {}, ...(packages && { packages }) },
  resolved: { core: corePin, repositories: {} },
});

type Options = Parameters<typeof openFinder>[2];
const finderOf = (options: Options, offline = false) =>
  openFinder(join(folder, ".ipai"), offline, { extraIndexUrl: [], findLinks: [], ...options });
const wheels = () => join(folder, "wheels");
const links = () => ({ findLinks: [wheels()], noIndex: true });

async function lockWith(
  lock: Lock,
  options: Options,
  more: { own?: string[]; move?: ReadonlySet<string> | "all" } = {},
) {
  return relockPackages(lock, more.move ?? new Set(), {
    finder: await finderOf(options),
    own: new Set(more.own),
    modulesOf: async () => ({ names: [], issues: [] }),
  });
}

/** An index as pip speaks to it; what it serves may be changed while it runs. */
async function serveIndex(files: ReadonlyMap<string, Served>): Promise<string> {
  const server = createServer((request, response) => {
    const path = request.url!.split("/").filter(Boolean);
    const file = files.get(path.at(-1) ?? "");
    if (file) return void response.end(file.bytes);
    const names = [...files].filter(([name]) => name.startsWith(`${(path[1] ?? "?").replaceAll("-", "_")}-`));
    if (names.length === 0) return void response.writeHead(404).end();
    response.setHeader("content-type", "text/html");
    const anchors = names.map(
      ([name, { yanked, sha256 }]) =>
        `<a href="/files/${name}${sha256 ? `#sha256=${sha256}` : ""}"${yanked ? ' data-yanked="broken"' : ""}>${name}</a>`,
    );
    response.end(`<!DOCTYPE html><html><body>${anchors.join("")}</body></html>`);
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  closing.push(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/simple`;
}

const wheelFile = (module: string, version: string) => `odoo_addon_${module}-${version}-py3-none-any.whl`;
type Served = { readonly bytes: Buffer; readonly yanked?: boolean; readonly sha256?: string };
const served = (module: string, parts: WheelParts = {}): readonly [string, Served] => {
  const { version = "19.0.1.0.0" } = parts;
  return [wheelFile(module, version), { bytes: makeWheel(module, { ...parts, version }) }] as const;
};

test("the closure of the wish is locked, synced and verified; what is Odoo's or ours is asked of no index", async () => {
  writeWheel(wheels(), "web_a", { manifest: { depends: ["base", "web_b", "ours"] } });
  writeWheel(wheels(), "web_b");
  const { value, issues } = await lockWith(wishFor({ web_a: "*" }), links(), { own: ["ours"] });
  expect(issues).toEqual([]);
  expect(Object.keys(value.lock.resolved.packages!)).toEqual(["web_a", "web_b"]);
  const target = join(folder, "addons/oca");
  const settings = { cache: join(folder, ".ipai/mirrors") };
  const synced = await sync(value.lock, target, settings, { finder: () => finderOf(links()) });
  expect(synced).toMatchObject({ value: { put: ["web_a", "web_b"] }, issues: [] });
  expect(await verifyDisk(value.lock, target, settings)).toEqual({ checked: 2, issues: [] });
  expect(await verifyPackages(value.lock, await finderOf(links()))).toEqual({ derived: 2, packages: 2, issues: [] });
  writeFileSync(join(target, "web_b/__init__.py"), "import os\n");
  const [tampered] = (await verifyDisk(value.lock, target, settings)).issues;
  expect(tampered).toMatchObject({ code: "file-tampered", at: { path: "web_b/__init__.py" } });
});

test("a pin that fits its wish stays, until it is asked to move", async () => {
  writeWheel(wheels(), "web_a", { version: "19.0.1.0.0" });
  const first = await lockWith(wishFor({ web_a: "*" }), links());
  writeWheel(wheels(), "web_a", { version: "19.0.1.0.0.4" });
  rmSync(join(folder, ".ipai"), { recursive: true });
  const again = await lockWith(first.value.lock, links());
  expect(again.value.lock.resolved.packages!["web_a"]!.release).toBe("19.0.1.0.0");
  const moved = await lockWith(first.value.lock, links(), { move: new Set(["web_a"]) });
  expect(moved.value.lock.resolved.packages!["web_a"]!.release).toBe("19.0.1.0.0.4");
});

test("a lock that says another tree than the wheel holds is told, and nothing is written", async () => {
  writeWheel(wheels(), "web_a");
  const { value } = await lockWith(wishFor({ web_a: "*" }), links());
  const packages = { web_a: { ...value.lock.resolved.packages!["web_a"]!, tree: "3".repeat(40) } };
  const forged = { ...value.lock, resolved: { ...value.lock.resolved, packages } };
  expect((await verifyPackages(forged, await finderOf(links()))).issues.map(({ code }) => code)).toContain(
    "tree-differs",
  );
  const target = join(folder, "addons/oca");
  const done = await sync(
    forged,
    target,
    { cache: join(folder, ".ipai/mirrors") },
    { finder: () => finderOf(links()) },
  );
  expect(done.issues.map(({ code }) => code)).toEqual(["tree-differs"]);
  expect(existsSync(join(target, "web_a"))).toBe(false);
});

test("an index that serves another file under the locked name and version is refused", async () => {
  const files = new Map([served("web_a")]);
  const indexUrl = await serveIndex(files);
  const { value } = await lockWith(wishFor({ web_a: "*" }), { indexUrl });
  rmSync(join(folder, ".ipai"), { recursive: true });
  files.set(...served("web_a", { manifest: { summary: "other" } }));
  const { derived, issues } = await verifyPackages(value.lock, await finderOf({ indexUrl }));
  expect(derived).toBe(0);
  expect(issues.map(({ code, severity }) => [code, severity])).toEqual([["wheel-differs", "error"]]);
});

test("a wheel that is cut in half is refused at lock, and a damaged one in the store is fetched anew", async () => {
  const files = new Map([served("web_a")]);
  const indexUrl = await serveIndex(files);
  const { value } = await lockWith(wishFor({ web_a: "*" }), { indexUrl });
  const { sha256 } = value.lock.resolved.packages!["web_a"]!;
  const stored = join(folder, ".ipai/packages", `${sha256}.whl`);
  truncateSync(stored, 100);
  expect(new WheelStore(join(folder, ".ipai")).wheel(sha256)).toBeNull();
  expect((await verifyPackages(value.lock, await finderOf({ indexUrl }))).derived).toBe(1);
  const [name, file] = served("web_b");
  files.set(name, { bytes: file.bytes.subarray(0, file.bytes.length / 2) });
  const cut = await lockWith(wishFor({ web_b: "*" }), { indexUrl });
  expect(cut.value.lock.resolved.packages).toBeUndefined();
  expect(cut.issues.some(({ severity }) => severity === "error")).toBe(true);
});

test("a withdrawn release is passed over, and said where the wish names it", async () => {
  const [name, file] = served("web_a", { version: "19.0.1.0.0.9" });
  const indexUrl = await serveIndex(new Map([served("web_a"), [name, { ...file, yanked: true }]]));
  const newest = await lockWith(wishFor({ web_a: "*" }), { indexUrl });
  expect(newest.value.lock.resolved.packages!["web_a"]!.release).toBe("19.0.1.0.0");
  const named = await lockWith(wishFor({ web_a: "19.0.1.0.0.9" }), { indexUrl });
  expect(named.value.lock.resolved.packages!["web_a"]).toMatchObject({ release: "19.0.1.0.0.9", yanked: true });
});

test("a name that two indexes have with different files is taken from neither, until the wish says which", async () => {
  const own = await serveIndex(new Map([served("acme_x")]));
  const other = await serveIndex(new Map([served("acme_x", { version: "19.0.99.0.0" }), served("web_a")]));
  const both = { indexUrl: other, extraIndexUrl: [own] };
  const confused = await lockWith(wishFor({ acme_x: "*" }), both);
  expect(confused.value.lock.resolved.packages).toBeUndefined();
  expect(confused.issues.map(({ code }) => code)).toContain("package-in-two-indexes");
  const told = await lockWith(wishFor({ acme_x: { version: "*", index: own }, web_a: "*" }), both);
  expect(told.issues).toEqual([]);
  expect(told.value.lock.resolved.packages!["acme_x"]!.release).toBe("19.0.1.0.0");
});

test("where one of two indexes does not answer, nothing is taken from the other in its place", async () => {
  const up = await serveIndex(new Map([served("acme_x", { version: "19.0.99.0.0" })]));
  const { value, issues } = await lockWith(wishFor({ acme_x: "*" }), {
    indexUrl: up,
    extraIndexUrl: ["http://127.0.0.1:9/simple"],
  });
  expect(value.lock.resolved.packages).toBeUndefined();
  expect(issues.map(({ code }) => code)).toContain("index-unreachable");
});

test("without any index an old answer does, and what never was asked is named", async () => {
  writeWheel(wheels(), "web_a");
  await lockWith(wishFor({ web_a: "*" }), links());
  rmSync(wheels(), { recursive: true });
  const offline = {
    finder: await finderOf(links(), true),
    own: new Set<string>(),
    modulesOf: async () => ({ names: [], issues: [] }),
  };
  const known = await relockPackages(wishFor({ web_a: "*" }), "all", offline);
  expect(known.issues).toEqual([]);
  const { issues } = await relockPackages(wishFor({ web_z: "*" }), "all", offline);
  expect(issues.map(({ code }) => code)).toContain("index-unreachable");
});

test("no address of an index comes into the lock", async () => {
  const indexUrl = await serveIndex(new Map([served("web_a")]));
  const { value } = await lockWith(wishFor({ web_a: "*" }), { indexUrl });
  expect(JSON.stringify(value.lock)).not.toContain("127.0.0.1");
  expect(
    readFileSync(join(folder, ".ipai/packages", `${value.lock.resolved.packages!["web_a"]!.sha256}.whl`)).length,
  ).toBeGreaterThan(0);
});
