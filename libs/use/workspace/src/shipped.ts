import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Set by the launcher: the repository that it runs from. A package carries the same files in `shipped/`. */
declare const IPAI_SHIPPED: string | undefined;

/** A file or folder of the shipped parity: `ee_parity_mapping.yml`, `oca.lock.json`, `facts`, `docs/…`. */
export function shipped(path: string): string {
  const root = typeof IPAI_SHIPPED === "string" ? IPAI_SHIPPED : sourcesOrPackage();
  return join(root, path);
}

function sourcesOrPackage(): string {
  const carried = fileURLToPath(new URL("../shipped/", import.meta.url));
  return existsSync(carried) ? carried : fileURLToPath(new URL("../../../../", import.meta.url));
}
