import { dirname, join } from "node:path/posix";
import { parseEnv } from "node:util";
import type { StackFile } from "../file.ts";
import type { Variables } from "./interpolate.ts";
import type { ProjectCall } from "./project.ts";

export const isCompose = ({ path }: StackFile): boolean => /(^|\/)(docker-)?compose\b[^/]*\.ya?ml$/.test(path);
export const isEnvFile = ({ path }: StackFile): boolean => /(^|\/)\.env(\.[\w-]+)?$/.test(path);

/**
 * Every way in which the files are started: each compose file, with its override where there is one, without settings
 * and with each settings file that is meant for it (beside it, or an example), without profiles and with all of them.
 */
export function projectCalls(files: readonly StackFile[]): ProjectCall[] {
  const composed = files.filter(isCompose).map(({ path }) => path);
  const settings = files.filter(isEnvFile).map(({ path }) => path);
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  return composed
    .filter((path) => !/\.override\.ya?ml$/.test(path))
    .flatMap((path) => {
      const override = composed.filter((other) => other === path.replace(/(\.ya?ml)$/, ".override$1"));
      const profiles = [
        ...new Set([...texts.get(path)!.matchAll(/profiles: *\[([^\]]*)\]/g)].flatMap(([, list]) => names(list!))),
      ];
      const meant = settings.filter((file) => file === join(dirname(path), ".env") || file.includes("example"));
      return [null, ...meant].flatMap((envFile) =>
        [[], ...(profiles.length ? [profiles] : [])].map((on) => ({
          files: [path, ...override],
          envFile,
          profiles: on,
        })),
      );
    });
}

/** The variables of a call's settings file. */
export function variablesOf({ envFile }: ProjectCall, texts: ReadonlyMap<string, string>): Variables {
  return envFile === null ? {} : parseEnv(texts.get(envFile) ?? "");
}

function names(list: string): string[] {
  return list
    .split(",")
    .map((name) => name.trim().replaceAll(/["']/g, ""))
    .filter(Boolean);
}
