import { simpleGit, type SimpleGit } from "simple-git";

/** What git may use to reach a repository; `ext::` and other remote helpers run commands, so they are left out. */
const PROTOCOLS = "https:ssh:file";
/** The caller's own variables could point git at another repository, an editor or a pager. */
const FOREIGN = /^GIT_|EDITOR$|PAGER$|ASKPASS$/;
const KEPT = ["GIT_SSL_CAINFO", "GIT_CONFIG_GLOBAL"];

/** git in a bare repository of ours: no hooks, no prompts, no submodules; the user's own credentials and proxies hold. */
export function gitIn(gitDir: string, extra: Readonly<Record<string, string>> = {}): SimpleGit {
  const own = { GIT_TERMINAL_PROMPT: "0", GIT_ALLOW_PROTOCOL: PROTOCOLS, LC_ALL: "C", ...extra };
  const kept = Object.entries(process.env).filter(([key]) => !FOREIGN.test(key) || KEPT.includes(key));
  return simpleGit({
    baseDir: gitDir,
    config: ["fetch.recurseSubmodules=no", "gc.auto=0", "maintenance.auto=false", "advice.detachedHead=false"],
    allowEnvironment: [...KEPT, ...Object.keys(own)],
    unsafe: { allowUnsafeConfigPaths: true },
    // By default a failure that says nothing on stderr counts as success; a conflict is one.
    errors: (error, { exitCode, stdOut, stdErr }) =>
      error ?? (exitCode === 0 ? undefined : Buffer.concat([...stdErr, ...stdOut])),
  }).env({ ...Object.fromEntries(kept), ...own });
}

/** The first line of git's complaint, without its prefix. */
export function complaint(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const lines = text.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("warning:"));
  return (lines.find((line) => line.startsWith("fatal:")) ?? lines[0] ?? "git gave no reason")
    .replace(/^\w+: /, "")
    .trim();
}
