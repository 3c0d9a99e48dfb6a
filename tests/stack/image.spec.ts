import { fileURLToPath } from "node:url";
import { readLock, requirements } from "@ipai/lockfile";
import { expect, it } from "vitest";
import { read } from "./files.ts";

const packages = new Set(read("docker/packages.txt").replaceAll(/#.*/g, "").split(/\s+/).filter(Boolean));

it("has what the pinned modules ask of Python and of the machine", async () => {
  const { value: lock } = await readLock(fileURLToPath(new URL("../../oca.lock.json", import.meta.url)));
  const { python, bin } = requirements(lock!);
  expect(python.length).toBeGreaterThan(0);
  expect(python.map(({ name }) => `python3-${name.toLowerCase()}`).filter((name) => !packages.has(name))).toEqual([]);
  expect(bin.map(({ name }) => name).filter((name) => !packages.has(name))).toEqual([]);
});

it("has what ipai odoo doctor asks for", () => {
  const asked = [...read("libs/run/odoo/src/source/doctor.ts").matchAll(/^ {2}\w+: "(python3-[\w-]+)",$/gm)].map(
    ([, name]) => name!,
  );
  expect(asked.length).toBeGreaterThan(10);
  expect(asked.filter((name) => !packages.has(name))).toEqual([]);
});

it("takes base image and packages of one day", () => {
  const dockerfile = read("docker/Dockerfile.ce19");
  const [base] = /bookworm-(\d{8})-slim/.exec(dockerfile)!.slice(1);
  const snapshots = [...dockerfile.matchAll(/archive\/debian(?:-security)?\/(\d{8})T/g)].map(([, day]) => day);
  expect(snapshots).toEqual([base, base]);
});
