import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

export const FOLDER = "addons/closures";

/** What the lock pins below one add-on: a generated file that a commit touches exactly when one of these pins moves. */
export function closureFile(addon) {
  return `${FOLDER}/${addon}.txt`;
}

/** Per add-on: the text its closure file should have, and whether the file on disk has another one. */
export function readClosures(workspaceRoot, addons) {
  const { series, modules } = readLock(workspaceRoot);
  const own = new Map(addons.map((addon) => [addon.name, addon]));
  return new Map(
    addons.map((addon) => {
      const text = renderClosure(addon, own, modules);
      const file = join(workspaceRoot, closureFile(addon.name));
      return [addon.name, { series, text, stale: !existsSync(file) || readFileSync(file, "utf8") !== text }];
    }),
  );
}

/** `name tree repository` of everything outside addons/ipai that the add-on needs, `-` for what is not pinned. */
function renderClosure(addon, own, modules) {
  const found = new Set([addon.name]);
  for (const name of found) for (const next of (own.get(name) ?? modules.get(name))?.depends ?? []) found.add(next);
  const lines = [...found]
    .filter((name) => !own.has(name))
    .sort()
    .map((name) => `${name} ${modules.get(name)?.tree ?? "-"} ${modules.get(name)?.repository ?? "-"}`);
  return `# Generated from oca.lock.json: what it pins below ${addon.name}\n${lines.map((line) => `${line}\n`).join("")}`;
}

/** Pins by module name, repositories before the core, as on Odoo's addons path; nothing for a lock that cannot be read. */
function readLock(workspaceRoot) {
  const modules = new Map();
  let lock = {};
  try {
    lock = JSON.parse(readFileSync(join(workspaceRoot, "oca.lock.json"), "utf8"));
  } catch {
    // Every closure is then stale, so that any change of the lock affects every add-on.
  }
  const { core, repositories } = lock.resolved ?? {};
  const pins = [...Object.entries(repositories ?? {}).sort(), ["odoo/odoo", core]];
  for (const [repository, pin] of pins)
    for (const [name, { tree, depends }] of Object.entries(pin?.modules ?? {}))
      if (!modules.has(name)) modules.set(name, { tree, depends, repository });
  return { series: lock.series, modules };
}
