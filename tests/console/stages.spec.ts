import { createHmac } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  auditState,
  changeProject,
  changeSettings,
  isBranchName,
  isRemote,
  listBranches,
  listEvents,
  mergeInto,
  moveBranch,
  setMember,
  SYSTEM,
  syncBranches,
  takeWebhook,
} from "@ipai/operations";
import { makeScene, type Scene } from "./ground.ts";

let scene: Scene;
const sync = () => syncBranches(scene.state, scene.dataDir, scene.project);
const stages = async () =>
  Object.fromEntries((await listBranches(scene.state, scene.project.id)).map(({ name, stage }) => [name, stage]));
const move = (name: string, to: "production" | "staging" | "development", login?: string) =>
  moveBranch(scene.state, login ? { login } : SYSTEM, scene.project, name, to);
const merge = (from: string, into: string, login?: string) =>
  mergeInto(scene.state, scene.dataDir, login ? { login } : SYSTEM, scene.project, from, into);

beforeAll(async () => {
  scene = await makeScene();
  for (const login of ["dev", "tess", "ada", "stranger"])
    await scene.state.query("INSERT INTO users (login) VALUES ($1)", [login]);
  await setMember(scene.state, SYSTEM, scene.project.id, "dev", "developer");
  await setMember(scene.state, SYSTEM, scene.project.id, "tess", "tester");
  await setMember(scene.state, SYSTEM, scene.project.id, "ada", "admin");
  scene.push("main", { "a/__manifest__.py": "{'name': 'A'}" }, "ada");
  scene.push("staging", { "b/__manifest__.py": "{'name': 'B'}" });
  scene.push("feature", { "c/__manifest__.py": "{'name': 'C'}" });
  await sync();
});
afterAll(() => scene.end());

describe("stages", { timeout: 60_000 }, () => {
  it("begin in development, with who pushed and a build", async () => {
    expect(await stages()).toEqual({ feature: "development", main: "development", staging: "development" });
    const events = await listEvents(scene.state, scene.project.id);
    expect(
      events
        .filter(({ action }) => action === "branch.created")
        .map(({ actor }) => actor)
        .sort(),
    ).toEqual(["git:ada", "git:dev", "git:dev"]);
    expect(events.filter(({ action }) => action === "build.queued")).toHaveLength(3);
    expect(await sync()).toBe(0);
  });

  it("have one production: a second is refused, it does not move away, and nobody but an admin makes it", async () => {
    await expect(move("main", "production", "dev")).rejects.toMatchObject({ status: 403 });
    await expect(move("main", "production", "stranger")).rejects.toMatchObject({ status: 404 });
    await move("main", "production", "ada");
    await move("staging", "staging", "tess");
    await expect(move("staging", "development", "dev")).rejects.toMatchObject({ status: 403 });
    await expect(move("feature", "production", "ada")).rejects.toMatchObject({ status: 409 });
    await expect(move("staging", "production", "ada")).rejects.toMatchObject({ status: 409 });
    await expect(move("main", "development", "ada")).rejects.toMatchObject({ status: 409 });
    await expect(
      scene.state.query("INSERT INTO branches (project, name, stage, head) VALUES ($1, 'other', 'production', '0')", [
        scene.project.id,
      ]),
    ).rejects.toThrow(/one_production/);
    expect(await stages()).toEqual({ main: "production", staging: "staging", feature: "development" });
  });

  it("reach production from staging only, by a merge of code", async () => {
    await expect(merge("feature", "main", "ada")).rejects.toMatchObject({ status: 409 });
    await expect(merge("staging", "main", "tess")).rejects.toMatchObject({ status: 403 });
    await merge("feature", "staging", "tess");
    const merged = await merge("staging", "main", "ada");
    scene.git("fetch", "-q");
    expect(scene.git("rev-parse", "origin/main")).toBe(merged.head);
    expect(scene.git("ls-tree", "--name-only", "origin/main").split("\n")).toEqual(["a", "b", "c"]);
    await expect(merge("staging", "main", "ada")).rejects.toMatchObject({ status: 409 });
    expect(await sync()).toBe(0);
  });

  it("say which paths conflict, and change nothing then", async () => {
    scene.push("left", { "same.txt": "left" });
    scene.git("checkout", "-q", "main");
    scene.push("right", { "same.txt": "right" });
    await sync();
    await expect(merge("left", "right")).rejects.toThrow(/same.txt/);
    expect(await sync()).toBe(0);
  });

  it("keep settings by branch, with pins that end, and refuse what is none", async () => {
    const kept = await changeSettings(scene.state, { login: "dev" }, scene.project, "feature", {
      install: ["c"],
      revision: "r1",
      revision_until: "2999-01-01",
    });
    expect(kept).toMatchObject({ install: ["c"], tests: true, revision: "r1" });
    expect(Date.parse(kept.revision_until!) - Date.now()).toBeLessThan(93 * 86_400_000);
    for (const change of [{ tags: "$(id)" }, { install: ["../x"] }, { on_commit: "deploy" }, { unknown: 1 }])
      await expect(changeSettings(scene.state, SYSTEM, scene.project, "feature", change)).rejects.toMatchObject({
        status: 400,
      });
    await expect(
      changeSettings(scene.state, { login: "dev" }, scene.project, "main", { tests: false }),
    ).rejects.toMatchObject({ status: 403 });
    await changeSettings(scene.state, SYSTEM, scene.project, "feature", { on_commit: "nothing" });
    const queued = async () =>
      (await listEvents(scene.state, scene.project.id, 500)).filter(({ action }) => action === "build.queued").length;
    const before = await queued();
    scene.git("checkout", "-q", "feature");
    scene.push("feature", { "c/x.py": "1" });
    expect(await sync()).toBe(1);
    expect(await queued()).toBe(before);
  });

  it("leave an event for every deed, refused ones too; the tables are what the events tell", async () => {
    const events = await listEvents(scene.state, scene.project.id, 500);
    const count = (action: string, outcome: string) =>
      events.filter((it) => it.action === action && it.outcome === outcome).length;
    expect([count("branch.moved", "done"), count("branch.moved", "refused")]).toEqual([2, 6]);
    expect([count("branch.merged", "done"), count("branch.merged", "refused")]).toEqual([2, 4]);
    expect([count("branch.settings", "done"), count("branch.settings", "refused")]).toEqual([2, 5]);
    expect(await auditState(scene.state)).toEqual([]);
    await scene.state.query("UPDATE branches SET stage = 'development' WHERE name = 'staging'");
    expect(await auditState(scene.state)).toHaveLength(1);
    await scene.state.query("UPDATE branches SET stage = 'staging' WHERE name = 'staging'");
    await expect(scene.state.query("DELETE FROM events")).rejects.toThrow(/only ever added/);
  });

  it("end a branch that was deleted, and its builds with it", async () => {
    scene.git("push", "-q", "origin", ":left");
    expect(await sync()).toBe(1);
    expect(await stages()).not.toHaveProperty("left");
    const { rows } = await scene.state.query<{ n: number }>(
      "SELECT count(*)::int AS n FROM builds b JOIN branches r ON r.id = b.branch WHERE r.name = 'left' AND (b.expires IS NULL OR b.expires > now())",
    );
    expect(rows[0]!.n).toBe(0);
    expect(await auditState(scene.state)).toEqual([]);
  });
});

describe("what comes from outside", () => {
  const body = Buffer.from(`{"ref":"refs/heads/main","repository":{"clone_url":"http://169.254.169.254/"}}`);
  const signed = (text: Buffer) =>
    `sha256=${createHmac("sha256", scene.project.webhook_secret).update(text).digest("hex")}`;
  const take = (headers: Record<string, string>, bytes = body) =>
    takeWebhook(scene.state, scene.project, "github", headers, bytes);

  it("is taken with a signature, once, whatever its id says", async () => {
    expect(await take({})).toBe("unsigned");
    expect(await take({ "x-hub-signature-256": signed(Buffer.from("other")) })).toBe("unsigned");
    expect(await take({ "x-hub-signature": signed(body) })).toBe("unsigned");
    expect(await take({ "x-hub-signature-256": signed(body), "x-github-delivery": "1" })).toBe("taken");
    expect(await take({ "x-hub-signature-256": signed(body), "x-github-delivery": "2" })).toBe("replayed");
  });

  it("is a branch name only where it can hurt nobody", () => {
    for (const name of ["main", "19.0-fix/a_b", "x"]) expect([name, isBranchName(name)]).toEqual([name, true]);
    for (const name of [
      "../x",
      "a/../b",
      "-x",
      "a b",
      "a;id",
      "$(id)",
      "a/.git",
      ".x",
      "x.lock",
      "a//b",
      "a\nb",
      "<b>",
      "",
      "a/",
      "x.",
      "a".repeat(101),
    ])
      expect([name, isBranchName(name)]).toEqual([name, false]);
  });

  it("is an address only where it leads outside", async () => {
    for (const url of [
      "https://github.com/a/b.git",
      "ssh://git@example.com/x",
      "https://8.8.8.8/x",
      "https://[2606:4700::1]/",
    ])
      expect([url, isRemote(url)]).toEqual([url, true]);
    for (const url of [
      "http://github.com/a",
      "https://127.0.0.1/",
      "https://2130706433/",
      "https://0x7f.1/",
      "https://[::1]/",
      "https://[::ffff:127.0.0.1]/",
      "https://[::ffff:a9fe:a9fe]/",
      "https://169.254.169.254/",
      "https://10.1.2.3/",
      "https://localhost/",
      "https://db/",
      "file:///etc/passwd",
      "ext::sh -c id",
      "--upload-pack=id",
      "ssh://-oProxyCommand=id/x",
      "ssh://-x@example.com/",
      "https://a.internal/",
    ])
      expect([url, isRemote(url)]).toEqual([url, false]);
    await expect(
      changeProject(scene.state, SYSTEM, scene.project.id, { remote: "https://169.254.169.254/x" }),
    ).rejects.toMatchObject({ status: 400 });
  });
});
