import { AssetResolver, type AssetModule } from "@ipai/registry";
import type { Finding, Rule } from "../rule.ts";
import type { CheckedModule } from "../world/module.ts";

/** Issues that one manifest alone is to blame for: a bundle made for inclusion may well lack a target by itself. */
const CODES = new Set(["asset-no-match", "asset-not-installed", "asset-directive"]);

export const assetPath: Rule = {
  code: "asset-path",
  severity: "error",
  summary: "an asset of the manifest matches no file of the closure",
  *check(module): Generator<Finding> {
    const bundles = Object.keys(module.manifest?.assets ?? {});
    if (!bundles.length) return;
    const resolver = new AssetResolver([...module.closure].flatMap((name) => assetModule(module, name)));
    const blamed = `${module.name}/__manifest__.py`;
    const seen = new Set<string>();
    for (const { code, message, advice, at } of bundles.flatMap((bundle) => resolver.resolve(bundle).issues)) {
      if (!CODES.has(code) || at?.path !== blamed || seen.has(message)) continue;
      seen.add(message);
      yield { file: "__manifest__.py", message, advice };
    }
  },
};

function assetModule({ world }: CheckedModule, name: string): AssetModule[] {
  const { manifest, files } = world.facts(name);
  if (!manifest) return [];
  const { application, sequence, depends, assets } = manifest;
  return [{ name, application, sequence, depends, assets, files }];
}
