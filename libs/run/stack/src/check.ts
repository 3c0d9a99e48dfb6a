import type { Issue } from "@ipai/core";
import { isCompose, isEnvFile, projectCalls, variablesOf } from "./compose/calls.ts";
import { servicePolicies } from "./compose/policies.ts";
import { projectPolicies } from "./compose/project-policies.ts";
import { mergeProject, type ComposeConfig, type ProjectCall } from "./compose/project.ts";
import { settingsPolicies } from "./compose/settings-policies.ts";
import { parseDockerfile } from "./dockerfile/parse.ts";
import { dockerfilePolicies, stagePolicies } from "./dockerfile/policies.ts";
import type { StackFile } from "./file.ts";
import { parseImages } from "./images/lock.ts";
import { applyPolicies } from "./policy.ts";
import { routePolicies } from "./routes.ts";

/** Every policy of the stack, for lists and docs. */
export const POLICIES: readonly { readonly code: string; readonly why: string; readonly production?: true }[] = [
  ...servicePolicies,
  ...settingsPolicies,
  ...projectPolicies,
  ...stagePolicies,
  ...dockerfilePolicies,
  ...routePolicies,
];

export interface StackOptions {
  /** The ways in which the files are started; by default every one that `projectCalls` finds. */
  readonly calls?: readonly ProjectCall[];
  /** Compose itself, where it is there: its answer is judged instead of our own merge. */
  readonly config?: ComposeConfig | null;
}

/**
 * Judges a stack by what Compose makes of it: each way of starting it is merged, then held against every policy; files
 * beside (Dockerfiles, the proxy's and Odoo's configuration, the lock of images) by themselves. A project is production's
 * where a file's name holds `.prod.` or a service says `ODOO_STAGE: production`. What several ways share is said once.
 */
export function checkStack(files: readonly StackFile[], options: StackOptions = {}): Issue[] {
  const lock = files.filter(({ path }) => path.endsWith("images.lock.yml")).map(parseImages);
  const locked = new Map(lock.flatMap(({ value }) => value.map(({ image, digest }) => [image, digest] as const)));
  const calls = options.calls ?? projectCalls(files);
  const issues = [
    ...lock.flatMap(({ issues: found }) => found),
    ...calls.flatMap((call) => checkProject(call, files, locked, options.config ?? undefined)),
    ...files.filter((file) => !isCompose(file)).flatMap((file) => checkFile(file, locked)),
  ];
  return [...new Map(issues.map((issue) => [said(issue), issue])).values()];
}

const said = ({ code, message, at }: Issue): string => JSON.stringify([code, message, at]);

function checkProject(
  call: ProjectCall,
  files: readonly StackFile[],
  locked: ReadonlyMap<string, string>,
  config: ComposeConfig | undefined,
): readonly Issue[] {
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  const { project, issues } = mergeProject(call, variablesOf(call, texts), texts, config);
  const at = { path: call.files.at(-1)!, line: 1 };
  return [
    ...issues,
    ...applyPolicies(projectPolicies, { project, explained: explainedIn(files) }, at, project.production),
    ...project.services.flatMap((service) =>
      applyPolicies(
        [...servicePolicies, ...settingsPolicies],
        { ...service, project, locked },
        service.at,
        project.production,
      ),
    ),
  ];
}

/** Settings that examples explain, also those that stand there as a comment. */
function explainedIn(files: readonly StackFile[]): ReadonlySet<string> | null {
  const examples = files.filter((file) => isEnvFile(file) && file.path.includes("example"));
  const found = examples.flatMap(({ text }) =>
    [...text.matchAll(/^#? ?([A-Z][A-Z0-9_]*)=/gm)].map(([, name]) => name!),
  );
  return examples.length ? new Set(found) : null;
}

function checkFile(file: StackFile, locked: ReadonlyMap<string, string>): readonly Issue[] {
  if (file.path.split("/").at(-1)!.startsWith("Dockerfile")) return checkDockerfile(file, locked);
  return routePolicies
    .filter((policy) => policy.file.test(file.path))
    .flatMap((policy) => applyPolicies([policy], file, { path: file.path, line: 1 }, true));
}

function checkDockerfile(file: StackFile, locked: ReadonlyMap<string, string>): readonly Issue[] {
  const { value, issues } = parseDockerfile(file);
  const { path } = file;
  return [
    ...issues,
    ...applyPolicies(dockerfilePolicies, value, { path, line: 1 }, true),
    ...value.stages.flatMap((stage) =>
      applyPolicies(stagePolicies, { stage, file: value, locked }, { path, line: stage.line }, true),
    ),
  ];
}
