import {
  isSafeRef,
  isSafeUrl,
  repositoryName,
  type Lock,
  type MergeWish,
  PackageWish,
  type Wish,
} from "@ipai/lockfile";
import { moduleOf } from "@ipai/packages";
import { CannotRun } from "@ipai/workspace";
import type { Command } from "commander";
import { lockWishes } from "./lock.ts";
import { indexOptions, ocaCommand, openForLocking, type PackageOptions } from "./session.ts";

interface AddOptions extends PackageOptions {
  readonly package?: string[];
  readonly from?: string;
  readonly branch?: string;
  readonly modules?: string;
  readonly merge?: string[];
  readonly folder?: string[];
  readonly range?: string[];
}

/** `ipai oca add <repository>`: writes a wish and resolves it. */
export function addCommand(): Command {
  const command = ocaCommand("add", "wish for a repository or a published package, and pin it", [
    "add OCA/server-tools                                  all modules of the lock's series",
    "add OCA/web --modules web_responsive,web_dialog_size  these, with what they depend on",
    "add OCA/web --merge refs/pull/123/head                an open pull request on top",
    "add OCA/web --range 'web_responsive@^1.2.0'           only a version in this range",
    "add git@example.org:team/addons.git --branch main     any repository",
    "add --package web_responsive                          the package odoo-addon-web_responsive",
    "add --package 'dms@>=19.0.1.1,<19.0.2'                versions in a range; an exact one: dms@19.0.1.0.0.3",
    "add --package OCA/web                                 all that the repository publishes",
  ]);
  return indexOptions(command)
    .argument("[repository]", "OCA/<name>, or a URL")
    .option("--package <name[@version]>", "a published package, or all of OCA/<name>; may repeat", collect)
    .option("--from <url>", "the one index that these packages may come from; this puts it into the lock")
    .option("--branch <branch>", "the lock's series by default")
    .option("--modules <names>", "comma-separated, or *; all by default")
    .option("--merge <ref>", "a ref to merge, <ref> or <url>#<ref>; may repeat, in order", collect)
    .option("--folder <path>", "a folder that holds modules; may repeat", collect)
    .option("--range <module@range>", "semver range of a module's version; may repeat", collect)
    .action(async (repository: string | undefined, options: AddOptions) => {
      const session = await openForLocking(options);
      if (!session) return;
      const packages = [...(options.package ?? []), ...(moduleOf(repository ?? "") ? [repository!] : [])];
      if (packages.length > 0) {
        const wished = { ...session.lock.wish.packages, ...readPackages(packages, options.from) };
        const lock: Lock = { ...session.lock, wish: { ...session.lock.wish, packages: wished } };
        return lockWishes({ ...session, lock }, ["packages"], options);
      }
      if (!repository) throw new CannotRun("nothing to add", "name a repository, or a package with --package");
      const { name, wish } = readWish(repository, options, session.lock);
      const wished = { ...session.lock.wish.repositories, [name]: wish };
      const lock: Lock = { ...session.lock, wish: { ...session.lock.wish, repositories: wished } };
      await lockWishes({ ...session, lock }, [name], options);
    });
}

const collect = (value: string, all: string[] = []) => [...all, value];

function readPackages(texts: readonly string[], index: string | undefined): Record<string, PackageWish> {
  if (index !== undefined && !isSafeUrl(index))
    throw new CannotRun("not an index", "write its https:// address without a password; pip's settings keep that");
  return Object.fromEntries(
    texts.map((text) => {
      const [, name = "", version = "*"] = /^([\w./-]+?)(?:@(.+))?$/.exec(text) ?? [];
      const module = name.includes("/") ? name : (moduleOf(name) ?? name);
      const parsed = PackageWish.safeParse(index ? { version, index } : version);
      if (!/^(?:\w+|[\w.-]+\/[\w.-]+)$/.test(module) || !parsed.success)
        throw new CannotRun(
          `not a package: ${text}`,
          "write <module>, <module>@<version>, <module>@'>=19.0.1,<19.0.2' or OCA/<name>",
        );
      return [module, parsed.data];
    }),
  );
}

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
