import { describe, expect, test } from "vitest";
import { parseReleases, previousRelease } from "./releases.ts";

const at = { path: "addons/releases.json" };
const release = (version: string, letter: string) => ({ version, commit: "c".repeat(40), tree: letter.repeat(40) });
const releases = { toy: [release("19.0.1.0.0", "a"), release("19.0.1.1.0", "b")] };

describe("releases", () => {
  test("are read back as they were written", () => {
    expect(parseReleases(JSON.stringify(releases), at)).toEqual({ value: releases, issues: [] });
  });

  test("the previous one is the newest whose content is another", () => {
    expect(previousRelease(releases, "toy", "c".repeat(40))?.version).toBe("19.0.1.1.0");
    expect(previousRelease(releases, "toy", "b".repeat(40))?.version).toBe("19.0.1.0.0");
    expect(previousRelease(releases, "other", "b".repeat(40))).toBeNull();
  });

  test("a file of another shape is refused with its place", () => {
    expect(parseReleases('{"toy": [{"version": "1"}]}', at).issues[0]).toMatchObject({ at, code: "releases-shape" });
    expect(parseReleases("{", at).issues[0]?.message).toContain("not JSON");
  });
});
