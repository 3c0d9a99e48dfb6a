import { spawnSync } from "node:child_process";
import { atLeast, equal, type Fact, type Probe } from "../fact.ts";
import { serve } from "../serve.ts";

const WORKERS = 3;
const CONTROLLER = `
import os, time
from odoo import http

class Slow(http.Controller):
    @http.route('/ipai/slow', auth='none', type='http')
    def slow(self):
        began = time.time()
        time.sleep(3)
        return http.request.make_json_response({'pid': os.getpid(), 'began': began, 'ended': time.time()})
`;

const FILES = `
env['ir.config_parameter'].set_param('ir_attachment.location', 'file')
for n in range(10): env['ir.attachment'].create({'name': f'{n}.bin', 'raw': b'%d' % n * 200_000})
env.cr.commit()
`;

/** As `du` counts them. */
function bytesOnDisk(folder: string): number {
  const files = spawnSync("find", [folder, "-type", "f", "-printf", "%s\\n"], { encoding: "utf8" }).stdout;
  return files.split("\n").reduce((sum, size) => sum + Number(size), 0);
}

/** Within one percent. */
function near(fact: string, observed: number, wanted: number): Fact {
  return { fact, observed, wanted: `${wanted} ± 1 %`, holds: Math.abs(observed - wanted) <= wanted / 100 };
}

interface Answer {
  readonly pid: number;
  readonly began: number;
  readonly ended: number;
}

/** N workers serve N slow requests at the same time, and the bytes that we report are those on the disk. */
export const workers: Probe = {
  name: "workers",
  breaks: "one worker is missing",
  run: async (ground, broken) => {
    ground.plant({
      "addons/ipai_slow/__manifest__.py": "{'name': 'Slow', 'author': 'x', 'license': 'LGPL-3', 'depends': ['base']}",
      "addons/ipai_slow/__init__.py": "from . import controllers",
      "addons/ipai_slow/controllers.py": CONTROLLER,
    });
    const database = await ground.database(["base"]);
    await ground.run(database, ["--init=ipai_slow", "--stop-after-init"]);
    await ground.shell(database, FILES);
    const args = [`--workers=${broken ? WORKERS - 1 : WORKERS}`, "--load=base,web,ipai_slow"];
    return serve(ground, database, args, async ({ url }) => {
      const ask = async () => (await (await fetch(`${url}/ipai/slow`)).json()) as Answer;
      const answers = await Promise.all(Array.from({ length: WORKERS }, ask));
      const atOnce = answers.map(({ began }) => answers.filter((it) => it.began <= began && began < it.ended).length);
      const [reported] = await ground.bench.databases.list(database);
      const [size] = await ground.query<{ bytes: string }>(
        database,
        "SELECT pg_database_size(current_database()) AS bytes",
      );
      const files = bytesOnDisk(ground.bench.databases.filestore(database));
      return [
        near("bytes that we report of the database", reported!.bytes, Number(size!.bytes)),
        atLeast("bytes on the disk in its filestore", files, 1_000_000),
        near("bytes that we report of its filestore", reported!.filestoreBytes, files),
        atLeast("answered requests", answers.length, WORKERS),
        equal("requests served at the same time", Math.max(...atOnce), WORKERS),
        equal("processes that served them", new Set(answers.map(({ pid }) => pid)).size, WORKERS),
      ];
    });
  },
};
