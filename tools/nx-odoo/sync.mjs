import { closureFile, readClosures } from "./closures.mjs";
import { readAddons } from "./addons.mjs";
import { ownManifests } from "./manifests.mjs";
import { readSettings } from "./settings.mjs";

/** `nx sync` writes the closure files that are behind the lock; `nx sync:check` fails while one is. */
export default async function closures(tree) {
  const settings = readSettings(tree.root);
  const folder = settings.closures;
  const addons = readAddons(tree.root, await ownManifests(tree.root, settings));
  const crash = addons.find(({ crashed }) => crashed);
  if (crash) throw new Error(crash.problem);
  const expected = readClosures(tree.root, folder, addons);
  for (const { name, problem } of addons) {
    const { text, stale } = expected.get(name);
    if (stale && !problem) tree.write(closureFile(folder, name), text);
  }
  for (const file of tree.children(folder))
    if (!expected.has(file.replace(/\.txt$/, ""))) tree.delete(`${folder}/${file}`);
  return { outOfSyncMessage: `${folder} is behind oca.lock.json: run npx nx sync` };
}
