import { closureFile, readClosures, FOLDER } from "./closures.mjs";
import { readAddons } from "./addons.mjs";

/** `nx sync` writes the closure files that are behind the lock; `nx sync:check` fails while one is. */
export default async function closures(tree) {
  const manifests = tree
    .children("addons/ipai")
    .map((name) => `addons/ipai/${name}/__manifest__.py`)
    .filter((file) => tree.exists(file));
  const addons = readAddons(tree.root, manifests);
  const crash = addons.find(({ crashed }) => crashed);
  if (crash) throw new Error(crash.problem);
  const expected = readClosures(tree.root, addons);
  for (const { name, problem } of addons) {
    const { text, stale } = expected.get(name);
    if (stale && !problem) tree.write(closureFile(name), text);
  }
  for (const file of tree.children(FOLDER))
    if (!expected.has(file.replace(/\.txt$/, ""))) tree.delete(`${FOLDER}/${file}`);
  return { outOfSyncMessage: `${FOLDER} is behind oca.lock.json: run npx nx sync` };
}
