import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What the lock pins below one add-on: a generated file that a commit touches exactly when one of these pins moves. */
export function closureFile(folder, addon) {
  return `${folder}/${addon}.txt`;
}

/**
 * Per add-on: the text its closure file should have, whether the file on disk has another one, and the modules of the
 * closure that are nowhere. Without a lock there is nothing to list, so nothing is behind it.
 */
export function readClosures(workspaceRoot, folder, addons) {
  const { locked, series, modules } = readLock(workspaceRoot);
  const own = new Map(addons.map((addon) => [addon.name, addon]));
  return new Map(
    addons.map((addon) => {
      const names = closureOf(addon, own, modules);
      const text = renderClosure(addon, names, modules);
      const file = join(workspaceRoot, closureFile(folder, addon.name));
      const stale = locked && (!existsSync(file) || readFileSync(file, "utf8") !== text);
      return [addon.name, { series, text, stale, missing: names.filter((name) => !modules.has(name)) }];
    }),
  );
}

/** Everything outside the workspace's own add-ons that one of them needs, by name. */
function closureOf(addon, own, modules) {
  const found = new Set([addon.name]);
  for (const name of found) for (const next of (own.get(name) ?? modules.get(name))?.depends ?? []) found.add(next);
  return [...found].filter((name) => !own.has(name)).sort();
}

/** `name tree repository` of each, `-` for what is not pinned. */
function renderClosure(addon, names, modules) {
  const lines = names.map(
    (name) => `${name} ${modules.get(name)?.tree ?? "-"} ${modules.get(name)?.repository ?? "-"}`,
  );
  return `# Generated from oca.lock.json: what it pins below ${addon.name}\n${lines.map((line) => `${line}\n`).join("")}`;
}

/** Pins by module name, as `placedModules` of the lock orders them on Odoo's addons path; nothing for a lock that cannot be read. */
function readLock(workspaceRoot) {
  const modules = new Map();
  const path = join(workspaceRoot, "oca.lock.json");
  const locked = existsSync(path);
  let lock = {};
  try {
    if (locked) lock = JSON.parse(readFileSync(path, "utf8"));
  } catch {
    // Every closure is then stale, so that any change of the lock affects every add-on.
  }
  const { core, repositories, packages } = lock.resolved ?? {};
  const ofRepositories = Object.entries(repositories ?? {})
    .sort()
    .flatMap(([repository, pin]) => rows(repository, pin));
  const ofPackages = Object.entries(packages ?? {}).map(([name, pin]) => ({ ...pin, repository: pin.name, name }));
  const isWished = ({ name, repository }) => {
    const wished = lock.wish?.repositories?.[repository]?.modules;
    return wished === "*" || wished?.includes(name);
  };
  const ordered = [
    ...ofRepositories.filter(isWished),
    ...ofPackages,
    ...ofRepositories.filter((row) => !isWished(row)),
    ...rows("odoo/odoo", core),
  ];
  for (const { name, tree, depends, repository } of ordered)
    if (!modules.has(name)) modules.set(name, { tree, depends, repository });
  return { locked, series: lock.series, modules };
}

const rows = (repository, pin) =>
  Object.entries(pin?.modules ?? {}).map(([name, { tree, depends }]) => ({ name, tree, depends, repository }));
