import { z } from "zod";
import { isSafeRef, isSafeUrl } from "./names.ts";

/** git's id of a commit, a tree or a blob, in full. */
export const OID = /^[0-9a-f]{40}$/;
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const oid = z.string().regex(OID);
const url = z.string().refine(isSafeUrl, { params: { code: "lock-unsafe-url" } });
const ref = z.string().refine(isSafeRef, { params: { code: "lock-unsafe-ref" } });
const folder = z.string().regex(/^(?:\.|(?!\.)[\w.-]+(?:\/(?!\.)[\w.-]+)*)$/);
const moduleName = z.string().regex(/^[A-Za-z0-9_]+$/);
const repositoryName = z.string().regex(/^(?![-.])[\w.-]+\/(?![-.])[\w.-]+$/);

const MergeWish = z.strictObject({
  ref: ref.describe("What to merge onto the branch, e.g. refs/pull/106/head"),
  url: url.optional().describe("Where the ref lives when it is not the repository itself"),
});

const wishFields = {
  url: url.describe("Where git fetches from"),
  branch: ref.describe("The branch that `lock` and `bump` resolve to a commit"),
  folders: z.array(folder).min(1).optional().describe("Folders that hold modules, first wins; the root when absent"),
  depth: z.int().positive().optional().describe("Commits of history to fetch; all of them when absent"),
  merges: z.array(MergeWish).min(1).optional().describe("Refs merged onto the branch, in this order"),
};

/** What a team wants of one repository. */
export const Wish = z.strictObject({
  ...wishFields,
  modules: z.union([z.literal("*"), z.array(moduleName)]).describe("Modules wanted, with their closure; * for all"),
  versions: z.record(moduleName, z.string()).optional().describe("Semver ranges for module versions, e.g. ^1.2.0"),
});

const CoreWish = z.strictObject(wishFields);

const specifier = z.string().regex(/^(?:\*|\d[\w.]*|(?:[<>=!~]=?=?\s*\d[\w.*]*)(?:\s*,\s*[<>=!~]=?=?\s*\d[\w.*]*)*)$/);

/** What a team wants of one published package, or of all that one repository publishes. */
export const PackageWish = z.union([
  specifier.describe(
    "`*` for the newest of the series, an exact version, or ranges as pip reads them: >=19.0.1.2,<19.0.2",
  ),
  z.strictObject({
    version: specifier,
    index: url.optional().describe("The one index it may come from; pip's own settings when absent"),
  }),
]);

/** One merged ref as it was when the pin was made: enough to say later what it held, even if the ref is gone. */
export const Merge = z.strictObject({
  ref,
  url: url.optional(),
  commit: oid,
  date: z.iso.datetime({ offset: true }),
  subject: z.string(),
  modules: z.array(z.string()).describe("Modules that the merge changed"),
  tree: oid.describe("Tree of the whole repository after this merge"),
});

/** One module at its pin; `path` and `tree` are where and what it is, the rest repeats its manifest. */
export const PinnedModule = z.strictObject({
  path: z.string(),
  version: z.string(),
  tree: oid,
  depends: z.array(z.string()),
  license: z.string(),
  python: z.array(z.string()).optional().describe("external_dependencies.python"),
  bin: z.array(z.string()).optional().describe("external_dependencies.bin"),
  excludes: z.array(z.string()).optional(),
  status: z.string().optional().describe("development_status"),
  installable: z.literal(false).optional(),
  defects: z.array(z.string()).optional().describe("What is wrong with the module as published"),
  closure: sha256.describe("Hash over the tree oids of the module and of all that it depends on"),
});

/** The commit of a module's repository that holds just the module of a package. */
const Provenance = z.strictObject({ repository: repositoryName, commit: oid });

/** One published package at one file; `tree` is the module's folder as its repository has it. */
export const PinnedPackage = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9][\w.-]*$/)
    .describe("Name of the package"),
  release: z
    .string()
    .regex(/^\d[\w.+!-]*$/)
    .describe("Its full version: the module's, and a counter of the build"),
  sha256: sha256.describe("SHA-256 of the wheel"),
  website: z.string().optional(),
  yanked: z.literal(true).optional().describe("Withdrawn by those who publish it, when it was locked"),
  provenance: Provenance.optional().describe("Commit with the same tree, where a mirror told it"),
  ...PinnedModule.shape,
});

/** One text replaced in a module that cannot be used as published: what runs is then the pin and this, nothing else. */
export const Mend = z.strictObject({
  module: moduleName,
  file: z.string().describe("Relative to the module folder"),
  find: z.string().min(1),
  replace: z.string(),
  reason: z.string().min(1),
  tree: oid.describe("Tree of the module with the text replaced"),
});

/** One repository at one commit. */
export const Pin = z.strictObject({
  url,
  branch: ref,
  folders: z.array(folder).min(1).optional(),
  commit: oid.describe("Commit of the branch"),
  date: z.iso.datetime({ offset: true }).describe("Commit date"),
  merges: z.array(Merge).min(1).optional(),
  head: oid.optional().describe("Commit that holds the branch with every merge; only with merges"),
  framework: oid.optional().describe("Odoo's own pin: tree of its `odoo` folder"),
  mends: z.array(Mend).min(1).optional().describe("Texts replaced where a module cannot be used as published"),
  facts: sha256.optional().describe("SHA-256 of the fact pack of this pin"),
  modules: z.record(moduleName, PinnedModule),
});

/** `oca.lock.json`, version 1. */
export const Lock = z.strictObject({
  $schema: z.string().optional(),
  version: z.literal(1),
  series: z.string().regex(/^\d+\.\d+$/),
  wish: z.strictObject({
    core: CoreWish.describe("Odoo itself"),
    repositories: z.record(repositoryName, Wish),
    packages: z
      .record(z.union([moduleName, repositoryName]), PackageWish)
      .optional()
      .describe("Published packages by module name, or by repository for all that it publishes"),
  }),
  resolved: z.strictObject({
    core: Pin.optional(),
    repositories: z.record(repositoryName, Pin),
    packages: z.record(moduleName, PinnedPackage).optional().describe("Packages by the module that they hold"),
    packageFacts: sha256.optional().describe("SHA-256 of the fact pack of all packages"),
  }),
});

export type Wish = z.infer<typeof Wish>;
export type CoreWish = z.infer<typeof CoreWish>;
export type MergeWish = z.infer<typeof MergeWish>;
export type Merge = z.infer<typeof Merge>;
export type Mend = z.infer<typeof Mend>;
export type PinnedModule = z.infer<typeof PinnedModule>;
export type PackageWish = z.infer<typeof PackageWish>;
export type PinnedPackage = z.infer<typeof PinnedPackage>;
export type Pin = z.infer<typeof Pin>;
export type Lock = z.infer<typeof Lock>;
