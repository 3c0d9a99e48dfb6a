import { spawnSync } from "node:child_process";
import { relative } from "node:path";
import type { ComposeConfig, ProjectCall } from "./project.ts";

/**
 * `docker compose config` in a workspace: what Compose itself makes of a call. Needs no engine, only the client with its
 * plugin; null where that is missing. The caller's own variables are kept from it, so that all get one answer.
 */
export function composeConfig(root: string): ComposeConfig | null {
  const env = Object.fromEntries(["PATH", "HOME", "DOCKER_CONFIG"].map((name) => [name, process.env[name]]));
  const compose = (args: readonly string[]) =>
    spawnSync("docker", ["compose", ...args], { cwd: root, env, encoding: "utf8", maxBuffer: 2 ** 26 });
  if (compose(["version"]).status !== 0) return null;
  return (call) => {
    const { status, stdout, stderr } = compose([...argumentsOf(call), "config", "--format", "json"]);
    if (status !== 0) return { model: null, fault: stderr.trim().split("\n").at(-1)!.replaceAll(`${root}/`, "") };
    return { model: JSON.parse(stdout, (_, value: unknown) => asWritten(value, root)) as never, fault: null };
  };
}

/** The arguments of `docker compose` for a call. */
export function argumentsOf({ files, envFile, profiles }: ProjectCall): string[] {
  return [
    ...files.flatMap((file) => ["--file", file]),
    "--env-file",
    envFile ?? "/dev/null",
    ...profiles.flatMap((profile) => ["--profile", profile]),
  ];
}

/** A text of Compose's answer: paths relative to the workspace, dollars as they reach the container. */
function asWritten(value: unknown, root: string): unknown {
  if (typeof value !== "string") return value;
  if (value === root || value.startsWith(`${root}/`)) return relative(root, value) || ".";
  return value.replaceAll(/\$\$/g, () => "$");
}
