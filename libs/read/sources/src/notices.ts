import type { Issue } from "@ipai/core";
import type { NoticeCode, Shape } from "./layout.ts";

const NOTICES: Record<NoticeCode, Pick<Issue, "code" | "severity" | "message" | "advice">> = {
  link: {
    code: "link-not-followed",
    severity: "warning",
    message: "a symbolic link that leads outside is not followed, so a module behind it is not seen here",
    advice: "name the folder it points to as a source of its own, or in `sources` of ipai.json",
  },
  submodule: {
    code: "submodule-not-read",
    severity: "warning",
    message: "a submodule's content is not in this repository's objects",
    advice: "name the submodule's repository and commit as a source of its own, or read the checked out folder",
  },
  "module-name": {
    code: "module-folder-name",
    severity: "error",
    message:
      "the folder holds a manifest, but its name is no module name: Odoo 19 stops at blanks, hyphens and the like",
    advice: "rename it with ASCII letters, digits and _ only, or take its manifest away",
  },
  "folder-without-manifest": {
    code: "folder-without-manifest",
    severity: "error",
    message: "the folder looks like a module but has no __manifest__.py, so Odoo ignores it",
    advice: "add a manifest, or move the folder away from the modules",
  },
  remains: {
    code: "folder-without-manifest",
    severity: "warning",
    message: "the folder holds data but neither code nor a __manifest__.py: it seems to be left of a removed module",
    advice: "delete it, or restore its manifest",
  },
  "empty-folder": {
    code: "empty-module-folder",
    severity: "warning",
    message: "the folder beside modules is empty, or holds only what Python left of another branch",
    advice: "delete it, or check out what belongs there",
  },
};

/** The issues of a source's shape, with paths below `prefix`. Where it has no module at all, suspects are named. */
export function shapeIssues(shape: Shape, prefix: string): Issue[] {
  const suspects = shape.below.length ? [] : (shape.suspects ?? []);
  return [...shape.noticed, ...suspects].map(([code, path]) => ({
    ...NOTICES[code],
    at: { path: prefix ? `${prefix}/${path}` : path },
  }));
}
