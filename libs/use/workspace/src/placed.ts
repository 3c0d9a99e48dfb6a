import type { Catalog } from "@ipai/catalog";
import type { Issue } from "@ipai/core";

/** An issue about `module/path` with its place as the module's origin says it. */
export function placedIssue(issue: Issue, catalog: Catalog): Issue {
  const [name = "", ...rest] = issue.at?.path.split("/") ?? [];
  const origin = catalog.modules.get(name)?.origin;
  if (!issue.at || !origin) return issue;
  const path = [origin.path === "." ? "" : origin.path, ...rest].filter(Boolean).join("/");
  return {
    ...issue,
    at: { ...issue.at, path, source: origin.source, ...(origin.commit && { commit: origin.commit }) },
  };
}
