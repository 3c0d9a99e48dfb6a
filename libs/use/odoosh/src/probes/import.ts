import { existsSync } from "node:fs";
import { join } from "node:path";
import { atLeast, equal, type Probe } from "../fact.ts";

/** A dump of elsewhere comes in whole and calm: `odoo-bin db load --neutralize`. */
export const importDump: Probe = {
  name: "import",
  breaks: "the dump comes without its files",
  run: async (ground, broken) => {
    const elsewhere = await ground.database(["account"]);
    await ground.shell(
      elsewhere,
      "env['ir.config_parameter'].set_param('ir_attachment.location', 'file')\n" +
        "for n in range(20): env['ir.attachment'].create({'name': f'{n}.txt', 'raw': b'page %d' % n})\n" +
        "env.cr.commit()\n",
    );
    const [before] = await ground.query<{ version: string; moves: number }>(
      elsewhere,
      "SELECT (SELECT latest_version FROM ir_module_module WHERE name = 'base') AS version, (SELECT count(*)::int FROM account_move) AS moves",
    );
    const zip = join(ground.folder, "elsewhere.zip");
    ground.db("dump", ...(broken ? ["--no-filestore"] : []), elsewhere, zip);
    const here = ground.name();
    ground.db("load", "--neutralize", here, zip);
    const [after] = await ground.query<{ version: string; moves: number; crons: number; servers: number }>(
      here,
      `SELECT (SELECT latest_version FROM ir_module_module WHERE name = 'base') AS version,
              (SELECT count(*)::int FROM account_move) AS moves,
              (SELECT count(*)::int FROM ir_cron WHERE active AND id NOT IN (SELECT res_id FROM ir_model_data WHERE module = 'base' AND name = 'autovacuum_job')) AS crons,
              (SELECT count(*)::int FROM ir_mail_server WHERE active AND smtp_host <> 'invalid') AS servers`,
    );
    const files = await ground.query<{ name: string }>(
      here,
      "SELECT DISTINCT store_fname AS name FROM ir_attachment WHERE store_fname IS NOT NULL",
    );
    const filestore = ground.bench.databases.filestore(here);
    const lost = files.filter(({ name }) => !existsSync(join(filestore, name)));
    return [
      equal("series of the imported database", after!.version.split(".").slice(0, 2).join("."), "19.0"),
      equal("version of the imported database", after!.version, before!.version),
      atLeast("journal entries", before!.moves, 1),
      equal("imported journal entries", after!.moves, before!.moves),
      equal("scheduled actions that are on, besides the vacuum", after!.crons, 0),
      equal("mail servers that reach somebody", after!.servers, 0),
      atLeast("attachments in files", files.length, 20),
      equal("attachments whose file is missing", lost.length, 0),
    ];
  },
};
