import { fileURLToPath } from "node:url";
import { readLock, requirements } from "@ipai/lockfile";
import { expect, it } from "vitest";
import { read } from "./files.ts";

const packages = new Set(read("docker/packages.txt").replaceAll(/#.*/g, "").split(/\s+/).filter(Boolean));

const left = read("docker/not-in-image.txt").replaceAll(/#.*/g, "").split(/\s+/).filter(Boolean);

/** In Python itself since 3.7. */
const BUILT_IN = new Set(["dataclasses"]);
/** What Debian calls some packages. */
const RENAMED: Readonly<Record<string, string>> = {
  pycups: "python3-cups",
  pyopenssl: "python3-openssl",
  "python-dateutil": "python3-dateutil",
  "python-stdnum": "python3-stdnum",
};

function debianName(asked: string): string {
  const name = asked.split(/[<>=!~ ]/)[0]!.toLowerCase();
  return RENAMED[name] ?? `python3-${name}`;
}

/** A lower or exact bound, which a release's fixed version may not meet; `left` says of each. */
const bounded = (asked: string): boolean => /[>=]/.test(asked);

it("has what the pinned modules ask of Python and of the machine", async () => {
  const { value: lock } = await readLock(fileURLToPath(new URL("../../oca.lock.json", import.meta.url)));
  const { python, bin } = requirements(lock!);
  expect(python.length).toBeGreaterThan(0);
  const asked = python.map(({ name }) => name).filter((name) => !BUILT_IN.has(name));
  const lacking = asked.filter((name) => !packages.has(debianName(name)) || bounded(name));
  // Exactly: what is gone from the pins, or came to Debian, is taken off the list.
  expect(lacking.toSorted()).toEqual(left.toSorted());
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
