import type { Issue } from "@ipai/core";
import { runGit } from "@ipai/sources";

export interface Promotion {
  /** The commit that the earlier stage and the later one share. */
  readonly base: string;
  /** Commits that reached the later stage past the earlier one. */
  readonly strangers: readonly string[];
  readonly issues: readonly Issue[];
}

/**
 * Whether everything in a later stage came there by merging the earlier one: every commit that is no merge is in the
 * earlier stage, and the content is that of a commit of it, so that a merge brought nothing of its own.
 *
 * @param from branch or commit of the earlier stage, such as `origin/staging`
 * @param to of the later one, such as `origin/production`, or what is proposed for it
 */
export function checkPromotion(repository: string, from: string, to: string): Promotion {
  const git = (...args: string[]): string => {
    const { ok, stdout } = runGit(["-C", repository, ...args]);
    return ok ? stdout.toString().trim() : "";
  };
  const [earlier, later] = [from, to].map((name) => git("rev-parse", "--verify", "--quiet", `${name}^{commit}`));
  const unknown = [from, to].filter((_, index) => ![earlier, later][index]);
  if (unknown.length)
    return refuse(
      "",
      [],
      unknown.map((name) => issue("no-such-commit", `${name} is no commit here`, "git fetch")),
    );
  const base = git("merge-base", earlier!, later!);
  if (!base)
    return refuse("", [], [issue("unrelated", `${from} and ${to} share no commit`, "fetch the whole history")]);
  const strangers = git("rev-list", "--no-merges", later!, `^${earlier!}`).split("\n").filter(Boolean);
  const issues = strangers.map((commit) =>
    issue(
      "not-in-earlier-stage",
      `${git("log", "-1", "--format=%h %s", commit)} is in ${to} and not in ${from}`,
      `merge it into ${from}, test it there, then merge ${from} into ${to}`,
    ),
  );
  if (!strangers.length && git("rev-parse", `${later!}^{tree}`) !== git("rev-parse", `${base}^{tree}`))
    issues.push(
      issue(
        "merge-with-content",
        `${to} differs from ${base.slice(0, 12)}, the commit of ${from} that it merged`,
        `merge ${from} again without edits: what is changed in a merge was never tested`,
      ),
    );
  return { base, strangers, issues };
}

function refuse(base: string, strangers: readonly string[], issues: readonly Issue[]): Promotion {
  return { base, strangers, issues };
}

function issue(code: string, message: string, advice: string): Issue {
  return { code, severity: "error", message, advice };
}
