import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A file's text or bytes; a link's target; a file that may be run. */
export type Planted = string | Uint8Array | { readonly link: string } | { readonly run: string };

/** A new folder with these files. */
export function plant(
  files: Readonly<Record<string, Planted>>,
  root = mkdtempSync(join(tmpdir(), "ipai-spec-")),
): string {
  for (const [path, content] of Object.entries(files)) {
    const full = join(root, path);
    mkdirSync(dirname(full), { recursive: true });
    if (typeof content === "string" || content instanceof Uint8Array) writeFileSync(full, content);
    else if ("link" in content) symlinkSync(content.link, full);
    else {
      writeFileSync(full, content.run);
      chmodSync(full, 0o755);
    }
  }
  return root;
}

/** git itself, with nothing of the machine's configuration. */
export function git(folder: string, ...args: string[]): string {
  const clean = Object.entries(process.env).filter(([key]) => !key.startsWith("GIT_"));
  const env = { ...Object.fromEntries(clean), GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" };
  const identity = ["-c", "user.name=spec", "-c", "user.email=spec@example.org", "-c", "init.defaultBranch=main"];
  return execFileSync("git", [...identity, ...args], {
    cwd: folder,
    env,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  }).trim();
}

/** The folder as a repository with one commit of all that git would add. */
export function commitAll(folder: string): string {
  git(folder, "init", "--quiet");
  git(folder, "add", "--all");
  git(folder, "commit", "--quiet", "--message", "all", "--allow-empty");
  return git(folder, "rev-parse", "HEAD");
}
