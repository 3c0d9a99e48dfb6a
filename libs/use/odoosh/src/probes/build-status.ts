import { buildStatus, judgeTests } from "@ipai/odoo";
import { equal, type Probe } from "../fact.ts";
import type { Ground } from "../ground.ts";

const test = (body: string) =>
  `import logging\nfrom odoo.tests import TransactionCase\nclass TestIt(TransactionCase):\n    def test_it(self):\n        ${body}\n`;

const PUSHES = {
  green: test("self.assertTrue(self.env.user)"),
  yellow: test("logging.getLogger('odoo.addons.ipai_push').warning('this is planted')"),
  red: test("self.fail('this is planted')"),
};

/** A build is green without a word, yellow with warnings, red with errors or failed tests. */
export const status: Probe = {
  name: "build-status",
  breaks: "the tags are mistyped: Odoo runs no test and exits 0",
  run: async (ground, broken) => {
    const facts = [];
    for (const [wanted, code] of Object.entries(PUSHES)) {
      const observed = await build(ground, code, broken);
      facts.push(equal(`a push that should be ${wanted}`, observed, wanted));
    }
    return facts;
  },
};

async function build(ground: Ground, code: string, broken: boolean): Promise<string> {
  ground.plant({
    "addons/ipai_push/__manifest__.py": "{'name': 'Push', 'author': 'x', 'license': 'LGPL-3', 'depends': ['base']}",
    "addons/ipai_push/__init__.py": "",
    "addons/ipai_push/tests/__init__.py": "from . import test_it",
    "addons/ipai_push/tests/test_it.py": code,
  });
  const database = await ground.database(["base"]);
  const tags = broken ? "/ipai_psuh" : "/ipai_push";
  const end = await ground.run(database, ["--init=ipai_push", `--test-tags=${tags}`, "--stop-after-init"]);
  const states = await ground.bench.databases.moduleStates(database);
  return buildStatus(end.log, judgeTests({ ...end, requested: ["ipai_push"], states, logPath: "" }, "ipai_push", 1));
}
