import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseConfig, readDrills, renderRunbook } from "@ipai/backup";
import { expect, it } from "vitest";

const ROOT = resolve(import.meta.dirname, "../..");
const read = (path: string) => readFileSync(join(ROOT, path), "utf8");

it("the example of a configuration is one", () => {
  const { value, issues } = parseConfig(read("deploy/backup.example.yml"), "deploy/backup.example.yml");
  expect(issues).toEqual([]);
  expect(value!.sites.map(({ kind }) => kind)).toEqual(["local", "sftp", "s3", "append-only"]);
  expect(value!.retention).toEqual({ daily: 7, weekly: 4, monthly: 3 });
});

it("the runbook is what the drill it names gives", async () => {
  const text = read("docs/DR_RUNBOOK.md");
  const path = /from (evidence\/backup\/\S+\.json)/.exec(text)?.[1];
  const { value, issues } = await readDrills(ROOT);
  expect(issues).toEqual([]);
  const drill = value.find((it) => it.path === path);
  expect(renderRunbook(drill!.attestation, drill!.path), "run `npx ipai backup runbook`").toBe(text);
});
