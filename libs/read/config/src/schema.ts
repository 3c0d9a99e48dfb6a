import { z } from "zod";

/** A folder below the workspace: no absolute path and no way out, so that a config means the same on every machine. */
const inside = z
  .string()
  .min(1)
  .refine((path) => !/^(?:\/|[A-Za-z]:)|\\|(?:^|\/)\.\.(?:\/|$)/.test(path), {
    error: "must be a path below this file's folder, with / between its parts",
  });

/** `ipai.json`: what of a repository is its own, and what it stands on. Every key may be left out. */
export const Config = z.strictObject({
  $schema: z.string().optional(),
  series: z
    .string()
    .regex(/^\d+\.\d+$/, "must be a series of Odoo, such as 19.0")
    .optional()
    .describe("Series of Odoo; the lock's when absent"),
  addons: z
    .array(inside)
    .min(1)
    .optional()
    .describe("Folders of the repository's own add-ons, * and ** allowed; when absent, wherever a manifest stands"),
  sources: z
    .array(inside)
    .optional()
    .describe("Folders of other people's add-ons that lie in this repository (submodules, doodba's auto/addons)"),
  oca: inside.optional().describe("Where `ipai oca sync` writes what the lock pins; addons/oca when absent"),
  odoo: z
    .strictObject({
      path: z.string().min(1).optional().describe("Odoo's own checkout, absolute or from this file's folder"),
      image: z.string().min(1).optional().describe("Container image with Odoo, for runs"),
    })
    .optional()
    .describe("Odoo itself, where the lock does not pin it"),
  mapping: inside.optional().describe("Parity mapping; ee_parity_mapping.yml when absent, else the shipped one"),
  evidence: inside.optional().describe("Folder of attestations; evidence when absent"),
  closures: inside.optional().describe("Folder of closure files that `nx sync` writes; addons/closures when absent"),
});

export type Config = z.infer<typeof Config>;

/** A config with nothing left out but what has no default. */
export interface Settings extends Config {
  readonly addons: string[];
  readonly sources: string[];
  readonly oca: string;
  readonly evidence: string;
  readonly closures: string;
}

/** What a config means: its keys, and the defaults of the others. */
export function settle(config: Config = {}): Settings {
  return {
    ...config,
    addons: config.addons ?? ["."],
    sources: config.sources ?? [],
    oca: config.oca ?? "addons/oca",
    evidence: config.evidence ?? "evidence",
    closures: config.closures ?? "addons/closures",
  };
}
