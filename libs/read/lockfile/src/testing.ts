import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { MirrorSettings } from "./git/mirror.ts";
import type { Lock, Wish } from "./schema.ts";

/** A scratch folder that its test removes. */
export function scratch(): { readonly folder: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), "ipai-oca-"));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Files of a module, by path from the repository's root. */
export function moduleFiles(
  name: string,
  manifest: Readonly<Record<string, unknown>> = {},
  under = "",
): Record<string, string> {
  const keys = { name, version: "19.0.1.0.0", license: "LGPL-3", depends: ["base"], ...manifest };
  const text = JSON.stringify(keys, null, 4).replaceAll("true", "True").replaceAll("false", "False");
  return { [`${under}${name}/__manifest__.py`]: `${text}\n`, [`${under}${name}/__init__.py`]: "" };
}

/** A repository on disk that plays the remote; every step is real git. */
export class Remote {
  readonly path: string;
  #clock = Date.UTC(2026, 0, 1) / 1000;

  constructor(folder: string, name: string) {
    this.path = join(folder, name);
    mkdirSync(this.path, { recursive: true });
    this.git("init", "--quiet", "--initial-branch=19.0");
    // A server that serves partial clones, as the public hosts do.
    this.git("config", "uploadpack.allowFilter", "true");
  }

  git(...args: string[]): string {
    this.#clock += 60;
    const date = `${this.#clock} +0000`;
    const who = { GIT_AUTHOR_NAME: "A", GIT_AUTHOR_EMAIL: "a@b", GIT_COMMITTER_NAME: "A", GIT_COMMITTER_EMAIL: "a@b" };
    const env = {
      ...process.env,
      ...who,
      GIT_AUTHOR_DATE: date,
      GIT_COMMITTER_DATE: date,
      GIT_CONFIG_GLOBAL: "/dev/null",
    };
    return execFileSync("git", ["-C", this.path, ...args], {
      env,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    }).trim();
  }

  /** Writes files (null deletes) and commits them on the current branch; answers the commit. */
  commit(files: Readonly<Record<string, string | null>>, message = "change"): string {
    for (const [path, text] of Object.entries(files)) {
      const at = join(this.path, path);
      if (text === null) rmSync(at, { recursive: true });
      else {
        mkdirSync(dirname(at), { recursive: true });
        writeFileSync(at, text);
      }
    }
    this.git("add", "--all");
    this.git("commit", "--quiet", "--allow-empty", "-m", message);
    return this.git("rev-parse", "HEAD");
  }

  /** A commit whose tree holds any entries, also such as git itself would not make. */
  commitRaw(entries: readonly { readonly mode: string; readonly name: string; readonly oid: string }[]): string {
    const commit = this.git("commit-tree", this.tree(entries), "-m", "hostile");
    this.git("update-ref", "refs/heads/19.0", commit);
    return commit;
  }

  tree(entries: readonly { readonly mode: string; readonly name: string; readonly oid: string }[]): string {
    const lines = entries.map(({ mode, name, oid }) =>
      Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(oid, "hex")]),
    );
    return this.#store("tree", Buffer.concat(lines));
  }

  blob(text: string): string {
    return this.#store("blob", Buffer.from(text));
  }

  #store(type: string, input: Buffer): string {
    const args = ["-C", this.path, "hash-object", "-t", type, "-w", "--stdin", "--literally"];
    return execFileSync("git", args, { input, encoding: "utf8" }).trim();
  }
}

/** Settings of a test: an own cache, no local mirrors. */
export function settingsIn(folder: string, more: Partial<MirrorSettings> = {}): MirrorSettings {
  return { cache: join(folder, "mirrors"), ...more };
}

/** A lock with wishes and no pins; the core's wish leads to a remote too. */
export function wishLock(
  core: Remote,
  wishes: Readonly<Record<string, Partial<Wish> & { readonly url: string }>>,
): Lock {
  const named = Object.entries(wishes).map(([name, wish]) => [name, { branch: "19.0", modules: "*", ...wish }]);
  return {
    version: 1,
    series: "19.0",
    wish: {
      core: { url: core.path, branch: "19.0", folders: ["addons"] },
      repositories: Object.fromEntries(named) as Record<string, Wish>,
    },
    resolved: { repositories: {} },
  };
}
