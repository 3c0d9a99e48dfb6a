import { basename } from "node:path";
import { findShape, type LayoutHost, type Shape, shapeModules } from "./layout.ts";
import { GitTrees, ONE_BY_ONE } from "./git-trees.ts";
import { findRepository, resolveCommit, runGit } from "./git.ts";
import { shapeIssues } from "./notices.ts";
import { type Source, SourceUnavailable } from "./source.ts";

export interface GitPlace {
  /** A path inside the repository's worktree, or the git directory itself. */
  readonly path: string;
  readonly revision: string;
  /** Folders to look in, relative to `path`; empty: all of it. */
  readonly folders: readonly string[];
  /** How the source is called; the path by default. */
  readonly name?: string;
  /** Shapes of trees seen before; new ones are added. */
  readonly known?: Map<string, Shape>;
}

/** Opens a commit of a repository on this machine; throws `SourceUnavailable` for an unknown path or revision. */
export function openGit(place: GitPlace): Source {
  const repository = findRepository(place.path);
  if (!repository) throw new SourceUnavailable(`not a git repository: ${place.path}`, "check the path of the source");
  const { gitDir, prefix } = repository;
  const paths = (place.folders.length ? place.folders : [""]).map((folder) =>
    [prefix, folder].filter(Boolean).join("/"),
  );
  const resolved = resolveCommit(gitDir, place.revision, paths);
  if (!resolved)
    throw new SourceUnavailable(
      `${place.path} has no commit or branch ${place.revision}`,
      "fetch it, or name one that `git branch -a` lists",
    );
  const trees = new GitTrees(gitDir);
  const { commit } = resolved;
  const roots = paths.map((path, index) => ({ path, oid: folderOf(commit, path, resolved.trees[index]) }));
  const host: LayoutHost = {
    entries: (path, oid) => trees.entries(path, oid),
    linkTarget: (_path, oid) => runGit([`--git-dir=${gitDir}`, "cat-file", "blob", oid]).stdout.toString(),
    expect: (path, oid, children) => {
      const unknown = children.filter((child) => child.kind === "folder" && !place.known?.has(child.oid));
      if (unknown.length > ONE_BY_ONE) trees.load(path, oid);
    },
    ...(place.known && { known: place.known }),
  };
  const shapes = roots.map(({ path, oid }) => ({ path, oid, shape: findShape(host, path, oid) }));
  return {
    name: place.name ?? place.path,
    commit,
    modules: shapes.flatMap(({ path, oid, shape }) => shapeModules(path, oid, shape, basename(place.path))),
    issues: shapes.flatMap(({ path, shape }) => shapeIssues(shape, path)),
    list: (modules) => trees.list(modules, roots),
    reader: { kind: "git", gitDir },
  };
}

function folderOf(commit: string, path: string, tree: string | null | undefined): string {
  if (!tree) throw new SourceUnavailable(`no folder ${path} at commit ${commit}`, "check the subfolder of the source");
  return tree;
}
