import { runGit } from "@ipai/sources";

/** Brings the branches of a remote repository into ours; what git said where it could not, else null. */
export function fetchRemote(gitDir: string, remote: string): string | null {
  const { ok, stderr } = runGit(
    ["--git-dir", gitDir, "fetch", "--quiet", "--prune", "--no-tags", "--", remote, "+refs/heads/*:refs/heads/*"],
    {
      protocols: "https:ssh",
    },
  );
  return ok ? null : stderr;
}
