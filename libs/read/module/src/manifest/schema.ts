import { z } from "zod";

const names = z.array(z.string());

/** The keys of `__manifest__.py` that Odoo 19 reads (`odoo/modules/module.py: _DEFAULT_MANIFEST`), with its defaults. */
export const Manifest = z.object({
  /** Empty when the manifest names none. */
  name: z.string().default(""),
  version: z.string().default("1.0"),
  summary: z.string().default(""),
  description: z.string().default(""),
  author: z.union([z.string(), names]).default(""),
  maintainers: names.optional(),
  website: z.string().default(""),
  license: z.string().default("LGPL-3"),
  category: z.string().default("Uncategorized"),
  development_status: z.string().optional(),
  /** `["base"]` where a manifest names none, except for `base` itself. */
  depends: names.default([]),
  /** true: all of `depends`; a list: these of them, always where it is empty; false: never. */
  auto_install: z.union([z.boolean(), names]).default(false),
  countries: names.default([]),
  /** `init_xml` then `data`, the order in which `odoo/modules/loading.py` loads them. */
  data: names.default([]),
  demo: names.default([]),
  assets: z.record(z.string(), z.array(z.unknown())).default({}),
  /** `python` and `bin` are checked at installation; others, such as `apt`, only advise. */
  external_dependencies: z.looseObject({ python: names.optional(), bin: names.optional() }).default({}),
  excludes: names.default([]),
  application: z.boolean().default(false),
  installable: z.boolean().default(true),
  sequence: z.number().default(100),
  pre_init_hook: z.string().default(""),
  post_init_hook: z.string().default(""),
  uninstall_hook: z.string().default(""),
  post_load: z.string().default(""),
  /** Snippets by page, those of other modules, and of page templates: `website` makes a view of each. */
  configurator_snippets: z.record(z.string(), names).optional(),
  configurator_snippets_addons: z.record(z.string(), z.record(z.string(), z.array(names))).optional(),
  new_page_templates: z.record(z.string(), z.record(z.string(), names)).optional(),
});

export type Manifest = z.infer<typeof Manifest>;
