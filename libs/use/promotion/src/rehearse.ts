import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runGit } from "@ipai/sources";
import { checkPromotion } from "./check.ts";

interface Scene {
  readonly name: string;
  readonly refused: boolean;
  readonly play: (repository: Repository) => void;
}

/** What may reach production, and what must not, each played in a repository of its own. */
const SCENES: readonly Scene[] = [
  { name: "staging is merged into production", refused: false, play: ({ work, merge }) => (work("staging"), merge()) },
  { name: "production waits for staging", refused: false, play: ({ work }) => work("staging") },
  { name: "a commit is pushed to production", refused: true, play: ({ work }) => work("production") },
  {
    name: "a branch is merged into production past staging",
    refused: true,
    play: ({ work, merge }) => (work("feature"), merge("feature")),
  },
  {
    name: "a merge brings content of its own",
    refused: true,
    play: ({ work, merge, edit }) => (work("staging"), merge("staging", "--no-commit"), edit()),
  },
  {
    name: "a commit of staging is picked into production",
    refused: true,
    play: ({ work, pick }) => (work("staging"), pick()),
  },
];

export interface RehearsedScene {
  readonly name: string;
  readonly refused: boolean;
  readonly asExpected: boolean;
}

/** Plays every scene and judges it with `checkPromotion`. */
export function rehearsePromotion(): RehearsedScene[] {
  return SCENES.map(({ name, refused, play }) => {
    const repository = new Repository();
    try {
      play(repository);
      const found = checkPromotion(repository.folder, "staging", "production").issues.length > 0;
      return { name, refused: found, asExpected: found === refused };
    } finally {
      rmSync(repository.folder, { recursive: true, force: true });
    }
  });
}

class Repository {
  readonly folder = mkdtempSync(join(tmpdir(), "ipai-promotion-"));
  #count = 0;

  constructor() {
    this.#git("init", "--quiet", "--initial-branch=production");
    this.#commit();
    for (const branch of ["staging", "feature"]) this.#git("branch", branch);
  }

  readonly work = (branch: string): void => {
    this.#git("checkout", "--quiet", branch);
    this.#commit();
  };

  readonly merge = (branch = "staging", ...flags: string[]): void => {
    this.#git("checkout", "--quiet", "production");
    this.#git("merge", "--quiet", "--no-ff", ...flags, branch);
  };

  readonly edit = (): void => this.#commit();

  readonly pick = (): void => {
    this.#git("checkout", "--quiet", "production");
    this.#git("cherry-pick", "-x", "staging");
  };

  #commit(): void {
    this.#count += 1;
    writeFileSync(join(this.folder, `file-${this.#count}`), `${this.#count}\n`);
    this.#git("add", ".");
    this.#git("commit", "--quiet", "--message", `commit ${this.#count}`);
  }

  #git(...args: string[]): void {
    const who = ["-c", "user.name=rehearsal", "-c", "user.email=rehearsal@localhost", "-c", "commit.gpgsign=false"];
    const { ok, stderr } = runGit(["-C", this.folder, ...who, ...args]);
    if (!ok) throw new Error(`git ${args.join(" ")}: ${String(stderr)}`);
  }
}
