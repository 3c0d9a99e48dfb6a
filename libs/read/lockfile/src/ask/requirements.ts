import { compareText } from "@ipai/core";
import { wantedClosure } from "../pin.ts";
import { lockedModules } from "../pins.ts";
import type { Lock } from "../schema.ts";

export interface Requirement {
  /** As the manifests write it, version marks included. */
  readonly name: string;
  readonly modules: readonly string[];
}

export interface Requirements {
  readonly python: readonly Requirement[];
  readonly bin: readonly Requirement[];
}

/** What the wanted closure needs of Python packages and of programs, with the modules that need it. */
export function requirements(lock: Lock): Requirements {
  const all = lockedModules(lock);
  const wanted = [...wantedClosure(lock)].filter((name) => all.has(name)).sort();
  const collect = (kind: "python" | "bin"): Requirement[] => {
    const needs = new Map<string, string[]>();
    for (const module of wanted)
      for (const name of all.get(module)![kind] ?? []) needs.set(name, [...(needs.get(name) ?? []), module]);
    const rows = [...needs].map(([name, modules]) => ({ name, modules }));
    return rows.sort((a, b) => compareText(a.name.toLowerCase(), b.name.toLowerCase()));
  };
  return { python: collect("python"), bin: collect("bin") };
}

/**
 * A requirements file that gives pip just the wheels of the lock: to be installed with `--no-deps --require-hashes`,
 * since the closure is the lock's own.
 */
export function renderPackageRequirements(lock: Lock): string {
  const all = lockedModules(lock);
  const pins = [...wantedClosure(lock)].sort().flatMap((name) => all.get(name)?.package ?? []);
  const lines = pins.map(({ name, release, sha256 }) => `${name}==${release} --hash=sha256:${sha256}\n`);
  return `# pip install --no-deps --require-hashes -r <this file>\n${lines.join("")}`;
}

/** A requirements file for pip; programs stand in comments, for the system's package manager. */
export function renderRequirements({ python, bin }: Requirements): string {
  const lines = python.map(({ name, modules }) => `${name}  # ${modules.join(", ")}`);
  const programs = bin.map(({ name, modules }) => `# program: ${name}  (${modules.join(", ")})`);
  return [...lines, ...programs, ""].join("\n");
}
