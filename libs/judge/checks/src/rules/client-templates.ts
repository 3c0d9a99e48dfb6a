import type { CheckedModule } from "../world/module.ts";

/** A client template that a module extends or draws and that its closure does not have. */
export interface ForeignTemplate {
  readonly template: string;
  /** Modules that have it; empty when nobody does. */
  readonly modules: readonly string[];
  readonly file: string;
  readonly line: number;
}

/** Client templates of `t-inherit` and of components that no module of the closure has. */
export function* foreignTemplates({ facts, manifest, world, closure }: CheckedModule): Generator<ForeignTemplate> {
  // Code in the bundle `web.assets_backend` runs where `web` is, whatever the module depends on.
  const hosts = Object.keys(manifest?.assets ?? {}).map((bundle) => bundle.split(".")[0]!);
  const given = new Set(hosts.flatMap((name) => (world.has(name) ? [...world.closure(name)] : [])));
  const inherited = facts.web.templates.map(({ inherit, ...place }) => ({ ...place, template: inherit }));
  for (const { template, file, line } of [...inherited, ...facts.web.components]) {
    if (!template) continue;
    const modules = world.templateMakers(template);
    if (!modules.some((name) => closure.has(name) || given.has(name))) yield { template, modules, file, line };
  }
}
