import picomatch from "picomatch";
import type { World } from "../world/world.ts";
import { fails, holds, type ProbeRule } from "./probe.ts";

export const asset: ProbeRule<"asset"> = {
  text: ({ asset: { bundle, path } }) => `${path} in ${bundle}`,
  check: ({ asset: { bundle, path } }, world) => {
    for (const name of world.order.keys()) {
      const { origin, facts } = world.index.modules.get(name)!;
      const file = path.startsWith(`${name}/`) ? path.slice(name.length + 1) : path;
      if (!facts.files.includes(file) || !isBundled(world, bundle, `${name}/${file}`)) continue;
      return holds({
        source: origin.source,
        ...(origin.commit ? { commit: origin.commit } : {}),
        path: `${origin.path}/${file}`,
      });
    }
    return fails(`no module here puts ${path} into ${bundle}`);
  },
};

/** Whether the manifests put the file into the bundle, directives in load order (`ir_asset.py: _process_path`). */
function isBundled(world: World, bundle: string, file: string, seen = new Set<string>()): boolean {
  if (seen.has(bundle)) return false;
  seen.add(bundle);
  let inside = false;
  for (const name of world.order.keys()) {
    for (const entry of world.index.modules.get(name)!.facts.manifest?.assets[bundle] ?? []) {
      const directive = Array.isArray(entry) ? entry.map(String) : ["append", String(entry)];
      const [verb, target = ""] = [directive[0], directive.at(-1)];
      if (verb === "include") inside ||= isBundled(world, target, file, seen);
      else if (matches(target, file)) inside = verb !== "remove";
      else if (verb === "replace" && matches(directive[1] ?? "", file)) inside = false;
    }
  }
  return inside;
}

function matches(pattern: string, file: string): boolean {
  return picomatch.isMatch(file, pattern.replace(/^\//, ""));
}
