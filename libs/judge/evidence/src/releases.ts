import { z } from "zod";
import type { Location, Result } from "@ipai/core";

const oid = z.string().regex(/^[0-9a-f]{40}$/, "a full git object id");

const Release = z.strictObject({
  version: z.string().min(1),
  /** Commit whose tree was released, for people. */
  commit: oid,
  /** git tree oid of the module's folder: what was released, byte by byte. */
  tree: oid,
});
export type Release = z.infer<typeof Release>;

/** `addons/releases.json`: released versions of own add-ons by module, oldest first. */
export const Releases = z.record(z.string(), z.array(Release).min(1));
export type Releases = z.infer<typeof Releases>;

/** Text of `addons/releases.json` → releases; null with the reason where it is not of that shape. */
export function parseReleases(text: string, at: Location): Result<Releases | null> {
  const refuse = (message: string): Result<null> => ({
    value: null,
    issues: [
      {
        code: "releases-shape",
        severity: "error",
        message,
        advice: "Write it with `ipai odoo release`, not by hand",
        at,
      },
    ],
  });
  try {
    const parsed = Releases.safeParse(JSON.parse(text));
    if (parsed.success) return { value: parsed.data, issues: [] };
    const [issue] = parsed.error.issues;
    return refuse(`${issue!.path.join(".") || "the file"}: ${issue!.message}`);
  } catch (error) {
    return refuse(`not JSON: ${(error as Error).message}`);
  }
}

/** The newest release of a module that is not `tree` itself; null where there is none. */
export function previousRelease(releases: Releases, module: string, tree: string): Release | null {
  return (releases[module] ?? []).findLast((release) => release.tree !== tree) ?? null;
}
