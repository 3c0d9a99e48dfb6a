import { isSafeRef, isSafeUrl, repositoryName, type Lock, type MergeWish, type Wish } from "@ipai/lockfile";
import { CannotRun } from "@ipai/workspace";
import type { Command } from "commander";
import { lockWishes } from "./lock.ts";
import { ocaCommand, openForLocking, type CommonOptions } from "./session.ts";

interface AddOptions extends CommonOptions {
  readonly branch?: string;
  readonly modules?: string;
  readonly merge?: string[];
  readonly folder?: string[];
  readonly range?: string[];
}

/** `ipai oca add <repository>`: writes a wish and resolves it. */
export function addCommand(): Command {
  return ocaCommand("add", "wish for a repository, and pin it", [
    "add OCA/server-tools                                  all modules of the lock's series",
    "add OCA/web --modules web_responsive,web_dialog_size  these, with what they depend on",
    "add OCA/web --merge refs/pull/123/head                an open pull request on top",
    "add OCA/web --range 'web_responsive@^1.2.0'           only a version in this range",
    "add git@example.org:team/addons.git --branch main     any repository",
  ])
    .argument("<repository>", "OCA/<name>, or a URL")
    .option("--branch <branch>", "the lock's series by default")
    .option("--modules <names>", "comma-separated, or *; all by default")
    .option("--merge <ref>", "a ref to merge, <ref> or <url>#<ref>; may repeat, in order", collect)
    .option("--folder <path>", "a folder that holds modules; may repeat", collect)
    .option("--range <module@range>", "semver range of a module's version; may repeat", collect)
    .action(async (repository: string, options: AddOptions) => {
      const session = await openForLocking(options);
      if (!session) return;
      const { name, wish } = readWish(repository, options, session.lock);
      const wished = { ...session.lock.wish.repositories, [name]: wish };
      const lock: Lock = { ...session.lock, wish: { ...session.lock.wish, repositories: wished } };
      await lockWishes({ ...session, lock }, [name], options);
    });
}

const collect = (value: string, all: string[] = []) => [...all, value];

function readWish(repository: string, options: AddOptions, lock: Lock): { name: string; wish: Wish } {
  const url = /^[\w.-]+\/[\w.-]+$/.test(repository) ? `https://github.com/${repository}` : repository;
  const name = repositoryName(url);
  if (!isSafeUrl(url) || !name)
    throw new CannotRun(
      `not a repository: ${repository}`,
      "write OCA/<name>, https://…, ssh://…, user@host:path or an absolute path",
    );
  const before = lock.wish.repositories[name];
  const branch = options.branch ?? before?.branch ?? lock.series;
  if (!isSafeRef(branch)) throw new CannotRun(`not a branch: ${branch}`, "name a branch as `git branch -r` lists it");
  const modules = options.modules?.split(",").map((one) => one.trim()) ?? before?.modules ?? "*";
  const merges = options.merge?.map(readMerge) ?? before?.merges;
  const folders = options.folder ?? before?.folders;
  const versions = options.range ? Object.fromEntries(options.range.map(readRange)) : before?.versions;
  const wish = {
    url,
    branch,
    ...(folders && { folders }),
    ...(merges && { merges }),
    modules: modules[0] === "*" ? ("*" as const) : modules,
    ...(versions && { versions }),
  };
  return { name, wish };
}

function readMerge(text: string): MergeWish {
  const [ref = "", url] = text.split("#").toReversed();
  if (!isSafeRef(ref) || (url !== undefined && !isSafeUrl(url)))
    throw new CannotRun(`not a ref to merge: ${text}`, "write refs/pull/123/head, a branch, or <url>#<branch>");
  return url ? { ref, url } : { ref };
}

function readRange(text: string): [string, string] {
  const [, module, range] = /^(\w+)@(.+)$/.exec(text) ?? [];
  if (!module || !range)
    throw new CannotRun(`not a range: ${text}`, "write <module>@<range>, e.g. web_responsive@^1.2.0");
  return [module, range];
}
