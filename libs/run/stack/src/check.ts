import type { Issue } from "@ipai/core";
import { parseCompose } from "./compose/parse.ts";
import { filePolicies, servicePolicies } from "./compose/policies.ts";
import { parseDockerfile } from "./dockerfile/parse.ts";
import { dockerfilePolicies, stagePolicies } from "./dockerfile/policies.ts";
import type { StackFile } from "./file.ts";
import { parseImages } from "./images/lock.ts";
import { applyPolicies } from "./policy.ts";
import { routePolicies } from "./routes.ts";

/** Every policy of the stack, for lists and docs. */
export const POLICIES: readonly { readonly code: string; readonly why: string; readonly production?: true }[] = [
  ...servicePolicies,
  ...filePolicies,
  ...stagePolicies,
  ...dockerfilePolicies,
  ...routePolicies,
];

/**
 * Checks the files of a stack against the Compose schema, a Dockerfile's grammar and every policy. A compose file whose
 * name holds `.prod.` is production's.
 */
export function checkStack(files: readonly StackFile[]): Issue[] {
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  const lock = files.filter(({ path }) => path.endsWith("images.lock.yml")).map(parseImages);
  const locked = new Map(lock.flatMap(({ value }) => value.map(({ image, digest }) => [image, digest] as const)));
  return [...lock.flatMap(({ issues }) => issues), ...files.flatMap((file) => checkFile(file, texts, locked))];
}

function checkFile(
  file: StackFile,
  texts: ReadonlyMap<string, string>,
  locked: ReadonlyMap<string, string>,
): readonly Issue[] {
  const name = file.path.split("/").at(-1)!;
  if (/^(docker-)?compose\b.*\.ya?ml$/.test(name)) return checkCompose(file, texts, locked);
  if (name.startsWith("Dockerfile")) return checkDockerfile(file, locked);
  return routePolicies
    .filter((policy) => policy.file.test(file.path))
    .flatMap((policy) => applyPolicies([policy], file, { path: file.path, line: 1 }, true));
}

function checkCompose(
  file: StackFile,
  texts: ReadonlyMap<string, string>,
  locked: ReadonlyMap<string, string>,
): readonly Issue[] {
  const { value, issues } = parseCompose(file, texts);
  if (!value) return issues;
  const { path, production } = value;
  return [
    ...issues,
    ...applyPolicies(filePolicies, value, { path, line: 1 }, production),
    ...value.services.flatMap((service) =>
      applyPolicies(servicePolicies, { ...service, file: value, locked }, { path, line: service.line }, production),
    ),
  ];
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
