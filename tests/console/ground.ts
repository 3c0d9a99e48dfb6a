import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createProject, gitDirOf, openState, SYSTEM, type Project, type State } from "@ipai/operations";
import { findServerBinaries, startScratchCluster, type ScratchCluster } from "@ipai/postgres";

/** A console's state on a server of its own, with one project and a clone of its repository. */
export interface Scene {
  readonly cluster: ScratchCluster;
  readonly state: State;
  readonly dataDir: string;
  readonly project: Project;
  /** Writes files, commits them on a branch and pushes; the commit. */
  push(branch: string, files: Readonly<Record<string, string>>, login?: string): string;
  git(...args: string[]): string;
  end(): Promise<void>;
}

export async function makeScene(name = "shop"): Promise<Scene> {
  const cluster = await startScratchCluster(findServerBinaries()!, {
    passwords: true,
    settings: { synchronous_commit: "on" },
  });
  const state = await openState(cluster.address);
  const dataDir = mkdtempSync(join(tmpdir(), "ipai-console-"));
  const project = await createProject(state, dataDir, SYSTEM, name);
  const work = join(dataDir, "work");
  const env = { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null" };
  const who = ["-c", "user.name=Dev", "-c", "user.email=dev@example.com", "-c", "commit.gpgsign=false"];
  const git = (...args: string[]) =>
    execFileSync("git", [...who, ...args], {
      cwd: work,
      env,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    }).trim();
  mkdirSync(work);
  git("init", "-q", "-b", "main");
  git("remote", "add", "origin", gitDirOf(dataDir, project));
  const push: Scene["push"] = (branch, files, login = "dev") => {
    const exists = git("branch", "--list", branch) !== "";
    git("checkout", "-q", ...(exists ? [branch] : ["-B", branch]));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(work, path)), { recursive: true });
      writeFileSync(join(work, path), text);
    }
    git("add", "-A");
    git("commit", "-q", "-m", `change ${Object.keys(files).join(" ")}`);
    execFileSync("git", ["push", "-q", "origin", branch], {
      cwd: work,
      env: { ...env, IPAI_LOGIN: login },
      stdio: ["ignore", "ignore", "pipe"],
    });
    return git("rev-parse", "HEAD");
  };
  const end = async () => {
    await state.close();
    cluster.remove();
  };
  return { cluster, state, dataDir, project, push, git, end };
}
