import { hash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { resolveCommit, runGit } from "./git.ts";
import { SourceUnavailable } from "./source.ts";
import { assertSafeLocation } from "./spec.ts";

const PROTOCOLS = "https:http:ssh:git:file";
const FULL_COMMIT = /^[0-9a-f]{40}$/;

/**
 * A bare repository that holds `revision` of a URL, without history, fetched when it is a branch or not there
 * yet; returns its path. Throws `SourceUnavailable` with git's own words where the fetch fails.
 */
export function mirrorOf(url: string, revision: string, cache: string | undefined): string {
  assertSafeLocation(url);
  const gitDir = cache ? join(cache, "git", hash("sha1", url)) : mkdtempSync(join(tmpdir(), "ipai-git-"));
  if (!existsSync(join(gitDir, "HEAD"))) {
    mkdirSync(gitDir, { recursive: true });
    runGit(["init", "--quiet", "--bare", gitDir]);
  }
  if (FULL_COMMIT.test(revision) && resolveCommit(gitDir, revision)) return gitDir;
  const wanted = FULL_COMMIT.test(revision) ? revision : `+${revision}:refs/heads/${revision}`;
  const fetched = runGit([`--git-dir=${gitDir}`, "fetch", "--quiet", "--depth=1", "--no-tags", "--", url, wanted], {
    protocols: PROTOCOLS,
  });
  if (fetched.ok) return gitDir;
  const reason = fetched.stderr.split("\n").at(-1) ?? "";
  throw new SourceUnavailable(
    `could not fetch ${revision} of ${url}: ${reason}`,
    "check the URL, the network and your rights",
  );
}
