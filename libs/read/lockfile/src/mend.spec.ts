import { afterAll, expect, test } from "vitest";
import { fetchRef } from "./git/fetch.ts";
import { openMirror } from "./git/mirror.ts";
import { deriveMend } from "./mend.ts";
import { relock } from "./relock.ts";
import type { Lock, Mend } from "./schema.ts";
import { moduleFiles, Remote, scratch, settingsIn, wishLock } from "./testing.ts";
import { verifyPins } from "./verify.ts";

const { folder, remove } = scratch();
afterAll(remove);
const settings = settingsIn(folder);
const core = new Remote(folder, "odoo/odoo");
core.commit({ ...moduleFiles("base", { depends: [] }, "addons/") });
const remote = new Remote(folder, "OCA/broken");
remote.commit({ ...moduleFiles("broken"), "broken/views/deep/a.xml": "<odoo/>\n", "broken/run.sh": "#!/bin/sh\n" });

const mend = {
  module: "broken",
  file: "views/deep/a.xml",
  find: "<odoo/>",
  replace: "<odoo></odoo>",
  reason: "a test",
};
const derive = async (more: Partial<Mend> = {}) => {
  const mirror = await openMirror(remote.path, settings);
  await fetchRef(mirror, { ref: "19.0" });
  return deriveMend(mirror, remote.git("rev-parse", "HEAD"), {}, { ...mend, ...more });
};

test("a mended module has the tree that git gives the mended files", async () => {
  const { value } = await derive();
  const published = remote.git("rev-parse", "HEAD");
  remote.commit({ "broken/views/deep/a.xml": "<odoo></odoo>\n" });
  expect(value).toBe(remote.git("rev-parse", "HEAD:broken"));
  remote.git("reset", "-q", "--hard", published);
});

test("a mend that finds its text nowhere, or twice, is refused", async () => {
  expect(await derive({ find: "nowhere" })).toMatchObject({ value: null, issues: [{ code: "mend-does-not-fit" }] });
  expect(await derive({ find: "o" })).toMatchObject({ value: null });
  expect(await derive({ file: "nope.xml" })).toMatchObject({ value: null });
});

test("verify derives mends again and names one that was edited", async () => {
  const { value } = await relock(
    wishLock(core, { "OCA/broken": { url: remote.path } }),
    ["OCA/broken", "odoo/odoo"],
    settings,
  );
  const { value: tree } = await derive();
  const withMend = (mended: string): Lock => {
    const pin = { ...value.lock.resolved.repositories["OCA/broken"]!, mends: [{ ...mend, tree: mended }] as [Mend] };
    return { ...value.lock, resolved: { ...value.lock.resolved, repositories: { "OCA/broken": pin } } };
  };
  const codes = async (lock: Lock) =>
    (await verifyPins(lock, settings, false)).flatMap(({ issues }) => issues.map(({ code }) => code));
  expect(await codes(withMend(tree!))).toEqual([]);
  expect(await codes(withMend("1".repeat(40)))).toEqual(["tree-differs"]);
});
