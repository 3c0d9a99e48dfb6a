import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { StackFile } from "@ipai/stack";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** A file of this repository. */
export function read(path: string): string {
  return readFileSync(`${ROOT}${path}`, "utf8");
}

/** The stack's files as they are, or with one of them edited. */
export function stackFiles(edits: Readonly<Record<string, (text: string) => string>> = {}): StackFile[] {
  const paths = [
    "docker-compose.yml",
    "deploy/docker-compose.prod.yml",
    "deploy/images.lock.yml",
    "infra/superset/docker-compose.yml",
    "infra/superset/Dockerfile",
    "docker/Dockerfile.ce19",
    "docker/odoo.conf",
    "security/Caddyfile",
    ".env.example",
  ];
  return paths.map((path) => ({ path, text: (edits[path] ?? ((text) => text))(read(path)) }));
}
