import { atLeast, differs, equal, type Probe } from "../fact.ts";
import type { Ground } from "../ground.ts";

interface Picture {
  readonly crons: number;
  readonly uuid: string;
  readonly neutralised: string | null;
  readonly servers: string | null;
  readonly moves: number;
}

const PICTURE = `
  SELECT (SELECT count(*)::int FROM ir_cron WHERE active) AS crons,
         (SELECT value FROM ir_config_parameter WHERE key = 'database.uuid') AS uuid,
         (SELECT value FROM ir_config_parameter WHERE key = 'database.is_neutralized') AS neutralised,
         (SELECT string_agg(smtp_host || ':' || smtp_port, ',') FROM ir_mail_server WHERE active) AS servers,
         (SELECT count(*)::int FROM account_move) AS moves`;

/** Staging is a copy of production that cannot reach anybody: `odoo-bin db duplicate --neutralize`. */
export const neutralisedCopy: Probe = {
  name: "neutralised-copy",
  breaks: "the copy is not neutralised",
  run: async (ground, broken) => {
    const production = await ground.database(["account"]);
    await ground.query(
      production,
      "INSERT INTO ir_mail_server (name, smtp_host, smtp_port, smtp_authentication, smtp_encryption, active) VALUES ('real', 'smtp.example.com', 587, 'login', 'starttls', true)",
    );
    const before = await pictureOf(ground, production);
    const staging = ground.name();
    ground.db("duplicate", ...(broken ? [] : ["--neutralize"]), production, staging);
    const [after, copy] = [await pictureOf(ground, production), await pictureOf(ground, staging)];
    return [
      atLeast("journal entries of production", before.moves, 1),
      equal("journal entries of the copy", copy.moves, before.moves),
      atLeast("scheduled actions of production before", before.crons, 2),
      equal("scheduled actions of production after", after.crons, before.crons),
      equal("scheduled actions of the copy: Odoo's own vacuum alone", copy.crons, 1),
      equal("outgoing mail servers of the copy", copy.servers ?? "", "invalid:1025"),
      equal("the copy calls itself neutralised", copy.neutralised ?? "", "true"),
      differs("the copy's identity", copy.uuid, before.uuid),
    ];
  },
};

async function pictureOf(ground: Ground, database: string): Promise<Picture> {
  return (await ground.query<Picture>(database, PICTURE))[0]!;
}
