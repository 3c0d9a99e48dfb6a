import { z } from "zod";

/** What a running Odoo knows of its modules: written by `DUMP_SCRIPT`, documented in docs/oracle.md. */
export const Oracle = z.object({
  installed: z.array(
    z.object({ name: z.string(), version: z.string().nullable(), auto_install: z.boolean().nullable() }),
  ),
  load_order: z.array(z.string()),
  /** Modules with demo data; absent in older dumps. */
  demo: z.array(z.string()).optional(),
  /** Modules in the order in which they were installed; absent in older dumps. */
  created: z.array(z.string()).optional(),
  /** module, name, model, noupdate. */
  xmlids: z.array(z.tuple([z.string(), z.string(), z.string(), z.boolean().nullable()])),
  /** module, model, transient, abstract. */
  models: z.array(z.tuple([z.string(), z.string(), z.boolean().nullable(), z.boolean().nullable()])),
  /** module, model, field, type, relation, store, required, readonly. */
  fields: z.array(
    z.tuple([
      z.string(),
      z.string(),
      z.string(),
      z.string(),
      z.string().nullable(),
      z.boolean().nullable(),
      z.boolean().nullable(),
      z.boolean().nullable(),
    ]),
  ),
  views: z.array(
    z.object({
      xmlid: z.string(),
      model: z.union([z.string(), z.literal(false)]),
      type: z.string(),
      active: z.boolean(),
      n: z.number().optional(),
      sha: z.string().optional(),
      error: z.string().optional(),
    }),
  ),
});

export type Oracle = z.infer<typeof Oracle>;
