import type { SnippetKeys, ViewEntry, ViewModule } from "./definitions.ts";

/** Views by page or template group, then the snippets that stand on it. */
type Snippets = Readonly<Record<string, readonly string[]>>;

interface Wanted {
  readonly id: string;
  readonly parent: string;
}

/**
 * Adds the views that `website` makes of manifests: one for each snippet, then one for each place where the snippet is
 * used, built on it, and one for each template of a new page. The call stands in a data file, and makes what does not
 * exist by then (`website/models/ir_module_module.py: _generate_primary_snippet_templates, _generate_primary_page_templates`).
 *
 * @param modules in the order they are installed
 */
export function withSnippetTemplates(modules: readonly ViewModule[]): readonly ViewModule[] {
  if (!modules.some(({ manifest }) => manifest?.configurator_snippets ?? manifest?.new_page_templates)) return modules;
  const known = new Set<string>();
  const installed = new Set<string>();
  return modules.map((module) => {
    installed.add(module.name);
    const records = module.records.flatMap((record) => {
      if (record.view && record.id !== null) known.add(record.id);
      return [record, ...madeBy(record, module, known, installed)];
    });
    return { ...module, records };
  });
}

function madeBy(
  call: ViewEntry,
  { name, manifest }: ViewModule,
  known: Set<string>,
  installed: ReadonlySet<string>,
): ViewEntry[] {
  if (call.kind !== "function" || call.model !== "ir.module.module" || !manifest) return [];
  const made: ViewEntry[] = [];
  const make = (id: string, arch: string, inherit?: string) => {
    made.push(entry(call, id, arch, inherit));
    known.add(id);
  };
  if (call.values?.["name"] === "_generate_primary_snippet_templates")
    for (const batch of snippetTemplates(manifest, installed))
      for (const { id, parent } of batch) if (known.has(parent) && !known.has(id)) make(id, "<t/>", parent);
  if (call.values?.["name"] === "_generate_primary_page_templates")
    for (const [id, arch] of pageTemplates(name, manifest)) if (!known.has(id)) make(id, arch);
  return made;
}

/** In batches, for each builds on views of the one before. */
function* snippetTemplates(manifest: SnippetKeys, installed: ReadonlySet<string>): Generator<Wanted[]> {
  const pages = configuratorPages(manifest, installed);
  yield snippetsOf(pages).map((snippet) => wanted(snippet, "", "configurator_"));
  yield Object.entries(pages).flatMap(([page, snippets]) =>
    [...new Set(snippets)].map((snippet) => wanted(snippet, "configurator_", `configurator_${page}_`)),
  );
  const groups = Object.entries(manifest.new_page_templates ?? {});
  const all = groups.flatMap(([, templates]) => snippetsOf(templates));
  yield [...new Set(all)].map((snippet) => wanted(snippet, "", "new_page_template_"));
  yield groups.flatMap(([group, templates]) =>
    snippetsOf(templates).map((snippet) => wanted(snippet, "new_page_template_", `new_page_template_${group}_`)),
  );
  yield groups.flatMap(([group, templates]) =>
    Object.entries(templates).flatMap(([template, snippets]) =>
      snippets.map((snippet) =>
        wanted(snippet, `new_page_template_${group}_`, `new_page_template_${group}_${template}_`),
      ),
    ),
  );
}

/** Snippets of other modules count once their module is there. */
function configuratorPages(
  { configurator_snippets: own = {}, configurator_snippets_addons: addons = {} }: SnippetKeys,
  installed: ReadonlySet<string>,
): Snippets {
  const pages: Record<string, readonly string[]> = { ...own };
  for (const [module, added] of Object.entries(addons)) {
    if (!installed.has(module)) continue;
    for (const [page, placed] of Object.entries(added))
      pages[page] = [...(pages[page] ?? []), ...placed.flatMap(([snippet]) => snippet ?? [])];
  }
  return pages;
}

function* pageTemplates(module: string, { new_page_templates: groups = {} }: SnippetKeys): Generator<[string, string]> {
  for (const [group, templates] of Object.entries(groups))
    for (const [template, snippets] of Object.entries(templates)) {
      const calls = snippets.map((snippet) => {
        const [owner, name] = splitSnippet(snippet);
        return `<t t-snippet-call="${owner}.new_page_template_${group}_${template}_${name}"/>`;
      });
      const arch = `<div id="wrap">\n    ${calls.join("\n    ")}\n</div>`;
      yield [`${module}.new_page_template_sections_${group}_${template}`, arch];
    }
}

function snippetsOf(snippets: Snippets): string[] {
  return [...new Set(Object.values(snippets).flat())];
}

function wanted(snippet: string, parentPrefix: string, prefix: string): Wanted {
  const [module, name] = splitSnippet(snippet);
  return { id: `${module}.${prefix}${name}`, parent: `${module}.${parentPrefix}${name}` };
}

/** A snippet named without its module is one of `website`. */
function splitSnippet(snippet: string): [module: string, name: string] {
  const dot = snippet.indexOf(".");
  return dot === -1 ? ["website", snippet] : [snippet.slice(0, dot), snippet.slice(dot + 1)];
}

function entry({ file, line, demo }: ViewEntry, id: string, arch: string, inherit?: string): ViewEntry {
  const given = ["name", "key", "type", "arch", ...(inherit ? ["inherit_id", "mode"] : [])];
  const row = { type: "qweb", model: "", key: id, mode: "primary" as const, priority: 16, active: true, given };
  const view = inherit === undefined ? row : { ...row, inherit };
  return { kind: "record", id, own: true, model: "ir.ui.view", file, line, demo, view, arch };
}
