import { collect } from "@ipai/operations";
import { atLeast, atMost, equal, type Probe } from "./fact.ts";
import { moduleFiles } from "./trial.ts";

/** Tests that at least run in the pushed module. */
const FLOOR = 1;

/** A push makes a build: new database with demo data and tests, from a template the second time, gone after its time. */
export const developmentBuild: Probe = {
  name: "development-build",
  breaks: "the pushed test fails, and the build never expires",
  run: async (trial, broken) => {
    const { state, ground } = trial;
    if (!ground.revisions["latest"])
      throw new Error("set ODOO_SRC to an Odoo 19.0 source tree (the folder of odoo-bin)");
    await trial.push("feature", moduleFiles("ipai_one", broken ? "self.fail('planted')" : undefined));
    const first = await trial.built("feature");
    await trial.push("feature", { "ipai_one/README.md": "changed\n" });
    const second = await trial.built("feature");
    const uuid = async (database: string | null) =>
      (
        await trial.query<{ value: string }>(
          database!,
          "SELECT value FROM ir_config_parameter WHERE key = 'database.uuid'",
        )
      )[0]?.value ?? "";
    const demo = await trial.query<{ n: number }>(
      second.database!,
      "SELECT count(*)::int AS n FROM ir_module_module WHERE demo AND state = 'installed'",
    );
    const uuids = new Set([await uuid(first.database), await uuid(second.database)]);
    const result = second.result as {
      tests: { ran: number; failed: number };
      template: { cached: number };
      seconds: number;
    };
    if (!broken) await state.query("UPDATE builds SET expires = now() - interval '1 minute'");
    await collect(state, ground);
    const left = await trial.query<{ n: number }>(
      "postgres",
      "SELECT count(*)::int AS n FROM pg_database WHERE datname ~ '^b[0-9]+$'",
    );
    return [
      equal("colour of the build", second.colour ?? "", "green"),
      equal("tests that failed", result.tests.failed, 0),
      atLeast("tests that ran", result.tests.ran, FLOOR),
      equal("databases with an identity of their own", uuids.size, 2),
      atLeast("modules with demo data", demo[0]!.n, 1),
      atLeast("stages of the template that the second build found", result.template.cached, 1),
      atMost("databases of builds that expired and are still there", left[0]!.n, 0),
      equal("rooms that are still open", (await ground.rooms.list()).length, 0),
    ];
  },
};
