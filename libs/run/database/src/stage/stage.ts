export const STAGE_NAMES = ["dev", "staging", "production"] as const;
export type StageName = (typeof STAGE_NAMES)[number];

/** One of the databases of a server, with the two roles that open it and no other stage's. */
export interface Stage {
  readonly name: StageName;
  readonly database: string;
  /** Odoo's own role: owns the database, no superuser. */
  readonly app: string;
  /** Dashboards' role: reads every table there is or will be, writes nothing. */
  readonly reporting: string;
}

/**
 * The stages with the names of their databases and roles: production's roles are `odoo_app` and `odoo_reporting`, the
 * other stages' carry the stage as a suffix, since a role that opens two stages would not keep them apart.
 *
 * @param databases names that differ from the stage's own
 */
export function stagesOf(
  names: readonly StageName[],
  databases: Readonly<Partial<Record<StageName, string>>> = {},
): Stage[] {
  return names.map((name) => {
    const suffix = name === "production" ? "" : `_${name}`;
    return {
      name,
      database: databases[name] ?? name,
      app: `odoo_app${suffix}`,
      reporting: `odoo_reporting${suffix}`,
    };
  });
}
