import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { execFileSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { exampleRecord } from "../testing.ts";
import { inputsDigest } from "./digest.ts";
import { readRecords, writeRecord } from "./file.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "ipai-records-"));
});

describe("records", () => {
  it("read back as written, and a new one takes the place of the old", () => {
    writeRecord(root, "evidence/gates", exampleRecord({ ms: 1 }));
    writeRecord(root, "evidence/gates", exampleRecord({ ms: 2 }));
    const { value, issues } = readRecords(root, "evidence/gates");
    expect(issues).toEqual([]);
    expect(value.get("c")).toEqual(exampleRecord({ ms: 2 }));
    expect(readRecords(root, "nowhere")).toMatchObject({ issues: [], value: new Map() });
  });

  it.each([
    ["a number edited by hand", (text: string) => text.replace('"observed": 1', '"observed": 0')],
    ["a date edited by hand", (text: string) => text.replaceAll("2026-11-22", "2026-11-23")],
    ["a cut file", (text: string) => text.slice(0, 100)],
    ["an empty file", () => ""],
  ])("with %s is an issue and no record", (_what, edit) => {
    const path = join(root, writeRecord(root, "evidence/gates", exampleRecord()));
    writeFileSync(path, edit(readFileSync(path, "utf8")));
    const { value, issues } = readRecords(root, "evidence/gates");
    expect(value.size).toBe(0);
    expect(issues).toMatchObject([{ code: "record-changed", severity: "error" }]);
  });

  it("of one check does not stand in for another", () => {
    const path = join(root, writeRecord(root, "evidence/gates", exampleRecord()));
    renameSync(path, path.replace("/c-", "/d-"));
    expect(readRecords(root, "evidence/gates")).toMatchObject({
      value: new Map(),
      issues: [{ message: "it is about c" }],
    });
  });

  it("of two for one check the newer counts, whatever its name", () => {
    const older = writeRecord(root, "evidence/gates", exampleRecord());
    const text = readFileSync(join(root, older), "utf8");
    writeRecord(root, "evidence/gates", exampleRecord({ started_at: "2026-11-22T12:10:00.000Z", observed: 7 }));
    writeFileSync(join(root, older), text);
    expect(readdirSync(join(root, "evidence/gates"))).toHaveLength(2);
    expect(readRecords(root, "evidence/gates").value.get("c")?.observation.observed).toBe(7);
  });
});

describe("inputsDigest", () => {
  const git = (...args: string[]) =>
    execFileSync("git", ["-C", root, "-c", "user.name=t", "-c", "user.email=t@example.com", ...args]);
  const edit = () => writeFileSync(join(root, "a"), "2");

  it("is of content: the same committed or not, another after any edit, blind to records and to other folders", () => {
    git("init", "-q");
    mkdirSync(join(root, "src"));
    writeFileSync(join(root, "src/a"), "1");
    const digest = (...inputs: string[]) => inputsDigest(root, inputs.length ? inputs : undefined);
    const before = digest();
    git("add", ".");
    git("commit", "-qm", "a");
    expect(digest()).toBe(before);
    writeRecord(root, "evidence/gates", exampleRecord());
    expect(digest()).toBe(before);
    const source = digest("src");
    writeFileSync(join(root, "b"), "");
    expect(digest()).not.toBe(before);
    expect(digest("src")).toBe(source);
    writeFileSync(join(root, "src/a"), "2");
    expect(digest("src")).not.toBe(source);
    expect(inputsDigest("/")).toBeNull();
  });

  it.each([
    ["an edit that git was told to overlook", ["update-index", "--assume-unchanged", "a"], edit],
    ["an edit of what is not checked out", ["update-index", "--skip-worktree", "a"], edit],
    [
      "an edit of equal size and time",
      ["status"],
      () => {
        const { atime, mtime } = statSync(join(root, "a"));
        edit();
        utimesSync(join(root, "a"), atime, mtime);
      },
    ],
    [
      "a link that leads elsewhere",
      ["status"],
      () => {
        rmSync(join(root, "link"));
        symlinkSync("b", join(root, "link"));
      },
    ],
  ])("sees %s", (_what, tell, change) => {
    git("init", "-q");
    for (const name of ["a", "b"]) writeFileSync(join(root, name), "1");
    symlinkSync("a", join(root, "link"));
    git("add", ".");
    git("commit", "-qm", "a");
    git(...tell);
    const before = inputsDigest(root);
    change();
    expect(inputsDigest(root)).not.toBe(before);
  });
});
