import { z } from "zod";

const model = z.string().regex(/^[a-z_][a-z0-9_]*(\.[a-z0-9_]+)*$/, "a model name such as `account.move`");
const memberOf = (noun: string) =>
  z.string().regex(/^[a-z_][a-z0-9_.]*\.[a-zA-Z_]\w*$/, `\`<model>.<${noun}>\`, for example \`account.move.name\``);
const xmlid = z.string().regex(/^[a-z0-9_]+\.[\w.-]+$/i, "a full xml id such as `account.view_move_form`");
const text = z.string().min(1);

/** Names in an arch as facts keep them: `<tag>.<name>`. */
const archName = z.string().regex(/^[\w-]+\.[^\s]+$/, "`<tag>.<name>`, for example `field.partner_id`");

/**
 * The kinds of probe, by their main key. Each is a statement that is true or false of a set of modules;
 * what makes it true is in `../probes/<kind>.ts`.
 */
export const PROBES = {
  /** The model exists. */
  model: z.strictObject({ model }),
  /** The field exists on the model, its mixins included. */
  field: z.strictObject({ field: memberOf("field"), type: text.optional(), relation: model.optional() }),
  /** A view of this model and type exists, with the name somewhere in it or its extensions. */
  view: z.strictObject({ view: z.strictObject({ model, type: text.optional(), contains: archName.optional() }) }),
  /** The view with every extension applied has this name. */
  combined: z.strictObject({ combined: z.strictObject({ xmlid, contains: archName }) }),
  menu: z.strictObject({ menu: xmlid }),
  action: z.strictObject({ action: xmlid }),
  report: z.strictObject({ report: xmlid }),
  cron: z.strictObject({ cron: xmlid }),
  /** Any record, when no other kind fits. */
  xmlid: z.strictObject({ xmlid }),
  route: z.strictObject({ route: z.string().startsWith("/"), auth: text.optional() }),
  /** An access rule gives the group (absent: everyone) this right on the model. */
  access: z.strictObject({
    access: z.strictObject({ model, group: xmlid.optional(), can: z.enum(["read", "write", "create", "unlink"]) }),
  }),
  /** The web client registers the key: `registry.category(registry).add(key, …)`. */
  js: z.strictObject({ js: z.strictObject({ registry: text, key: text }) }),
  /** The file is in the bundle. */
  asset: z.strictObject({ asset: z.strictObject({ bundle: text, path: text }) }),
  /** A field of `res.config.settings`. */
  setting: z.strictObject({ setting: z.string().regex(/^[a-z_]\w*$/, "a field name of res.config.settings") }),
  /** The method is extended with `super()`, or made on a new model. */
  method: z.strictObject({ method: memberOf("method") }),
} as const;

export type ProbeKind = keyof typeof PROBES;
export const PROBE_KINDS = Object.keys(PROBES) as readonly ProbeKind[];

/** One probe as written: `field: helpdesk.ticket.sla_id` with its qualifiers. */
export type Probe = { [K in ProbeKind]: z.infer<(typeof PROBES)[K]> }[ProbeKind];

const schemas = Object.values(PROBES) as unknown as readonly [z.ZodType<Probe>, ...z.ZodType<Probe>[]];
export const Probe: z.ZodType<Probe> = z.union(schemas);

/** Which kind a probe is: its one main key, or null when it has none or several. */
export function probeKind(probe: object): ProbeKind | null {
  const kinds = PROBE_KINDS.filter((kind) => kind in probe);
  return kinds.length === 1 ? kinds[0]! : null;
}
