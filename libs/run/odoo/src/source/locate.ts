import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Issue } from "@ipai/core";

/** An Odoo that can be started: from a source tree with a Python, or a Docker image. */
export type OdooProgram =
  | { readonly kind: "source"; readonly folder: string; readonly python: string; readonly series: string }
  | { readonly kind: "docker"; readonly image: string; readonly series: string };

/**
 * Finds Odoo by `ODOO_SRC` (a tree with `odoo-bin`) and `ODOO_PYTHON`, else by `ODOO_IMAGE` (Docker).
 * Null, with an issue that says what to set, where there is none.
 */
export function locateOdoo(env: NodeJS.ProcessEnv): { program: OdooProgram | null; issues: Issue[] } {
  const folder = env["ODOO_SRC"];
  if (folder) return locateSource(resolve(folder), env["ODOO_PYTHON"]);
  const image = env["ODOO_IMAGE"];
  if (image)
    return { program: { kind: "docker", image, series: /:(\d+\.\d+)/.exec(image)?.[1] ?? "19.0" }, issues: [] };
  const issue = odooIssue(
    "no ODOO_SRC and no ODOO_IMAGE in the environment",
    "Set ODOO_SRC to an Odoo 19.0 source tree (the folder of odoo-bin), or ODOO_IMAGE to a Docker image such as odoo:19.0.",
  );
  return { program: null, issues: [issue] };
}

function locateSource(folder: string, python: string | undefined): { program: OdooProgram | null; issues: Issue[] } {
  if (!existsSync(join(folder, "odoo-bin"))) {
    return {
      program: null,
      issues: [odooIssue(`${folder} holds no odoo-bin`, "Set ODOO_SRC to the folder of odoo-bin.")],
    };
  }
  const release = readFileSync(join(folder, "odoo/release.py"), "utf8");
  const version = /^version_info = \((\d+), (\d+)/m.exec(release);
  const series = version ? `${version[1]}.${version[2]}` : "unknown";
  return { program: { kind: "source", folder, python: python ?? "/usr/bin/python3", series }, issues: [] };
}

function odooIssue(message: string, advice: string): Issue {
  return { code: "odoo-not-found", severity: "error", message, advice };
}

/** The addons folders of the program itself, in Odoo's order; Docker images know their own. */
export function coreAddonsPath(program: OdooProgram): string[] {
  return program.kind === "source" ? [join(program.folder, "odoo/addons"), join(program.folder, "addons")] : [];
}

/** True when the program's Python can import `module`. */
export function canImport(python: string, module: string): boolean {
  return spawnSync(python, ["-c", `import ${module}`], { stdio: "ignore" }).status === 0;
}
