import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { composeConfig, mergeProject, projectCalls, variablesOf, type ProjectCall, type StackFile } from "@ipai/stack";
import { afterEach, describe, expect, it } from "vitest";
import { stackFiles } from "./files.ts";

const hasCompose = spawnSync("docker", ["compose", "version"]).status === 0;
const required = process.env["IPAI_REQUIRE"]?.includes("compose");

/** What policies read of a service. */
const READ = (
  "image user restart read_only privileged cap_add cap_drop security_opt environment ports volumes secrets mem_limit " +
  "cpus pids_limit shm_size profiles tmpfs"
).split(" ");

describe.skipIf(!hasCompose && !required)("our merge against docker compose config (needs docker compose)", () => {
  let folder: string;
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Both answers for each way of starting some files: services reduced to what policies read, or that it is refused. */
  function answers(files: readonly StackFile[], calls: readonly ProjectCall[] = projectCalls(files)) {
    folder = mkdtempSync(join(tmpdir(), "ipai-compose-"));
    for (const { path, text } of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const config = composeConfig(folder)!;
    const texts = new Map(files.map(({ path, text }) => [path, text]));
    return calls.map((call) => {
      const own = mergeProject(call, variablesOf(call, texts), texts);
      const theirs = config(call)!;
      const model = (theirs.model?.services ?? {}) as Record<string, Record<string, unknown>>;
      return {
        own: own.issues.length
          ? "refused"
          : reduced(Object.fromEntries(own.project.services.map((it) => [it.name, it.service]))),
        theirs: theirs.fault ? "refused" : reduced(model),
      };
    });
  }

  function reduced(services: Readonly<Record<string, Readonly<Record<string, unknown>>>>): unknown {
    const parts = (service: Readonly<Record<string, unknown>>) => [
      ...READ.map((key) => [key, plain(key, service[key])] as const),
      ["networks", Object.keys((service["networks"] ?? { default: null }) as object).sort()] as const,
      ["depends_on", Object.keys((service["depends_on"] ?? {}) as object).sort()] as const,
    ];
    return Object.fromEntries(Object.entries(services).map(([name, it]) => [name, Object.fromEntries(parts(it))]));
  }

  /** Compose says some defaults aloud, and some are ours. */
  function plain(key: string, value: unknown): unknown {
    if (key === "ports")
      return ((value ?? []) as Record<string, unknown>[]).map(({ host_ip, published, target, protocol }) =>
        [host_ip, published, target, protocol].map((part) => part ?? "").join(" "),
      );
    if (key === "volumes")
      return ((value ?? []) as Record<string, unknown>[]).map(({ type, source, target, read_only }) =>
        [type, source, target, read_only ?? false].join(" "),
      );
    if (key === "secrets") return ((value ?? []) as { source: string }[]).map(({ source }) => source);
    if (key === "profiles") return value ?? [];
    return value ?? null;
  }

  it("agrees on every way of starting our own files", () => {
    const all = answers(stackFiles());
    expect(all.length).toBeGreaterThan(5);
    for (const { own, theirs } of all) expect(own).toEqual(theirs);
  });

  const extended = (base: string, own: string) => ({
    "base/compose.yml": `services: {a: {image: "x:1", ${base}}}`,
    "compose.yml": `services: {a: {extends: {file: base/compose.yml, service: a}, ${own}}}`,
  });
  const CASES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    "security options twice": extended("security_opt: [a]", "security_opt: [a]"),
    "capabilities twice": extended("cap_drop: [ALL]", "cap_drop: [ALL]"),
    "environment as list over map": extended("environment: {A: 1, B: two}", "environment: [A=2, C=]"),
    "a port once more, and another": extended(
      "ports: ['80:80']",
      "ports: ['80:80', '127.0.0.1:81:81/udp', '[::1]:82:82']",
    ),
    "a mount's target replaced": extended("volumes: ['./x:/d:ro']", "volumes: ['./y:/d', 'data:/e']"),
    "tmpfs joined": extended("tmpfs: /tmp", "tmpfs: [/run, /tmp]"),
    "sizes in every unit": extended("mem_limit: 512m", "mem_limit: 1.5gb, shm_size: 64m, cpus: '0.5'"),
    "a size that is none": extended("mem_limit: 512m", "mem_limit: 6gm"),
    "a port that is none": extended("read_only: true", "ports: ['70000:80']"),
    "no image": { "compose.yml": "services: {a: {command: [x]}}" },
    "an unknown key": { "compose.yml": "services: {a: {image: 'x:1', imaeg: y}}" },
    "a required variable": { "compose.yml": "services: {a: {image: '${I:?no}'}}" },
    "variables nested": {
      "compose.yml": "services: {a: {image: '${I:-${J-x:2}}', environment: {D: 'a$$b', E: '${K:+no}'}}}",
    },
    "a broken variable": { "compose.yml": "services: {a: {image: 'x:1', user: '${'}}" },
  };

  it.each(Object.keys(CASES))("agrees on %s", (name) => {
    const files = Object.entries(CASES[name]!).map(([path, text]) => ({
      path,
      text: `${text}\nvolumes: {data: {}}\n`.replace(/^\n/, ""),
    }));
    for (const { own, theirs } of answers(files, [{ files: ["compose.yml"], envFile: null, profiles: [] }]))
      expect(own).toEqual(theirs);
  });
});
