import { execFileSync } from "node:child_process";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { isSafeRef, isSafeUrl, repositoryName } from "./names.ts";

test.each([
  "https://github.com/OCA/web",
  "https://git@github.com:8443/OCA/web.git",
  "ssh://git@github.com/OCA/web",
  "git@github.com:OCA/web.git",
  "file:///srv/mirror/OCA/web",
  "/srv/mirror/OCA/web",
])("%s may be given to git", (url) => expect(isSafeUrl(url)).toBe(true));

test.each([
  "ext::sh -c id",
  "fd::17",
  "--upload-pack=touch /tmp/x",
  "-oProxyCommand=x:y",
  "ssh://-oProxyCommand=x/y",
  "git@-oProxyCommand=x:y",
  "https://user:secret@github.com/OCA/web", // secretlint-disable-line -- no such user
  "http://github.com/OCA/web",
  "https://github.com/OCA/web\n[core]",
  "OCA/web",
  "",
])("%j is refused", (url) => expect(isSafeUrl(url)).toBe(false));

test("whatever passes as a ref, git accepts as one", () => {
  const ref = fc.string({
    unit: fc.constantFrom(..."ab0./-_@{}~^:?*[\\ .lock#".split("")),
    minLength: 1,
    maxLength: 9,
  });
  const accepted = fc.sample(ref, { numRuns: 3000, seed: 7 }).filter(isSafeRef).slice(0, 40);
  expect(accepted.length).toBeGreaterThan(20);
  for (const name of accepted) execFileSync("git", ["check-ref-format", `refs/heads/${name}`]);
});

test.each(["--all", "-x", "a..b", "a b", "HEAD", "@", "a.lock", "a/", "/a", "a\nb", "a:b", ".a", "a/.b"])(
  "%j is no ref",
  (ref) => expect(isSafeRef(ref)).toBe(false),
);

test("a repository is named by the end of its URL", () => {
  expect(repositoryName("git@github.com:OCA/web.git")).toBe("OCA/web");
  expect(repositoryName("https://github.com/OCA/server-tools")).toBe("OCA/server-tools");
  expect(repositoryName("https://x/-a/b")).toBeNull();
});
