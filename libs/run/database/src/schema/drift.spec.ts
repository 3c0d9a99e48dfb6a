import { execSync } from "node:child_process";
import { findServerBinaries, startScratchCluster, withClient, type ScratchCluster } from "@ipai/postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compareSchemas, parseSnapshot, readSchema, renderSnapshot, type SchemaSnapshot } from "../index.ts";

const binaries = findServerBinaries();
const required = (process.env["IPAI_REQUIRE"] ?? "").includes("postgres");

const PLAIN = `
  CREATE SCHEMA "Audit log";
  CREATE TABLE "Audit log"."t é" (id int);
  CREATE TABLE parent (id serial PRIMARY KEY, name varchar NOT NULL DEFAULT 'x', size numeric(16, 2));
  CREATE TABLE child (id int GENERATED ALWAYS AS IDENTITY, parent int REFERENCES parent, CONSTRAINT positive CHECK (id > 0));
  CREATE INDEX by_name ON parent (lower(name));
  CREATE VIEW names AS SELECT name FROM parent;
  CREATE SEQUENCE counter INCREMENT 2;
  CREATE TYPE mood AS ENUM ('sad', 'glad');
  CREATE TYPE size AS ENUM ('small', 'large');
  CREATE DOMAIN percent AS int CHECK (VALUE >= 0);
  CREATE TABLE typed (state varchar CHECK (state IN ('draft', 'done')), code char(3) CHECK (code IN ('a', 'b')), m mood);
  CREATE INDEX by_state ON typed (state) WHERE state IN ('draft', 'it''s');
  CREATE VIEW open AS SELECT state FROM typed WHERE state IN ('draft', 'new') AND (code = 'a' OR m = 'sad');
  CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';
  CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
  CREATE TRIGGER touched BEFORE UPDATE ON parent FOR EACH ROW EXECUTE FUNCTION touch();
  INSERT INTO parent (name) VALUES ('data');`;

/** The tables in which Odoo registers its schema, with two modules: `shop` extends what `base` made. */
const ODOO = `
  CREATE TABLE ir_module_module (id int, name varchar, state varchar, latest_version varchar);
  CREATE TABLE ir_module_module_dependency (module_id int, name varchar);
  CREATE TABLE ir_model (id int, model varchar, state varchar);
  CREATE TABLE ir_model_fields (id int, model varchar, name varchar, state varchar);
  CREATE TABLE ir_model_data (model varchar, res_id int, module varchar);
  CREATE TABLE ir_model_constraint (name varchar, module int, model int, type varchar);
  CREATE TABLE ir_model_relation (name varchar, module int);
  CREATE TABLE res_partner (id serial PRIMARY KEY, create_uid int, email varchar, loyalty int, x_note text);
  CREATE TABLE partner_tag_rel (a int, b int);
  CREATE SEQUENCE ir_sequence_017;
  INSERT INTO ir_module_module VALUES (1, 'base', 'installed', '19.0.1.3'), (2, 'shop', 'installed', '19.0.1.0.0');
  INSERT INTO ir_module_module_dependency VALUES (2, 'base');
  INSERT INTO ir_model VALUES (1, 'res.partner', 'base');
  INSERT INTO ir_model_fields VALUES (1, 'res.partner', 'email', 'base'), (2, 'res.partner', 'loyalty', 'base'),
    (3, 'res.partner', 'x_note', 'manual');
  INSERT INTO ir_model_data VALUES ('ir.model', 1, 'base'), ('ir.model', 1, 'shop'), ('ir.model.fields', 1, 'base'),
    ('ir.model.fields', 1, 'shop'), ('ir.model.fields', 2, 'shop');
  INSERT INTO ir_model_constraint VALUES ('loyal', 2, 1, 'u');
  INSERT INTO ir_model_relation VALUES ('partner_tag_rel', 2);
  ALTER TABLE res_partner ADD CONSTRAINT loyal CHECK (loyalty >= 0);`;

describe.skipIf(!binaries && !required)("schema (needs postgresql)", { timeout: 60_000 }, () => {
  let cluster: ScratchCluster;
  let plain: SchemaSnapshot;
  beforeAll(async () => {
    cluster = await startScratchCluster(binaries!);
    await sql("postgres", "CREATE DATABASE plain");
    await sql("plain", PLAIN);
    plain = await read("plain");
    await sql("postgres", "CREATE DATABASE odoo");
    await sql("odoo", ODOO);
  });
  afterAll(() => cluster.remove());

  const sql = (database: string, statements: string) =>
    withClient(cluster.address, database, (client) => client.query(statements));
  const read = (database: string) => readSchema(cluster.address, database);
  const restored = async (database: string, baseline: SchemaSnapshot, fault: string, mend: string) => {
    await sql(database, fault);
    const drift = compareSchemas(baseline, await read(database));
    await sql(database, mend);
    expect(compareSchemas(baseline, await read(database)).modules).toEqual([]);
    return drift.modules;
  };

  it("is the same bytes for the same schema, made in another order on another day", async () => {
    await sql("postgres", "CREATE DATABASE again");
    const [first, ...rest] = PLAIN.split(/;\n/).filter((it) => it.trim());
    const late = rest.filter((it) => /SEQUENCE|one\(\)/.test(it));
    for (const statement of [first!, ...late, ...rest.filter((it) => !late.includes(it))])
      await sql("again", statement);
    await sql("again", "ALTER TABLE parent DROP COLUMN size; ALTER TABLE parent ADD size numeric(16, 2)");
    const [a, b] = [renderSnapshot(await read("plain")), renderSnapshot(await read("again"))];
    expect(a).toBe(b);
    expect(a).not.toContain("data");
    expect(parseSnapshot(a, "x").value).toEqual(await read("plain"));
  });

  interface Case {
    fault: string;
    mend: string;
    seen: string;
  }
  const cases: Case[] = [
    { fault: "CREATE TABLE n (a int)", mend: "DROP TABLE n", seen: "+column n.a +table n" },
    {
      fault: `DROP TABLE "Audit log"."t é"`,
      mend: `CREATE TABLE "Audit log"."t é" (id int)`,
      seen: `-column "Audit log"."t é".id -table "Audit log"."t é"`,
    },
    { fault: "ALTER TABLE parent ADD y int", mend: "ALTER TABLE parent DROP y", seen: "+column parent.y" },
    {
      fault: "ALTER TABLE parent RENAME size TO width",
      mend: "ALTER TABLE parent RENAME width TO size",
      seen: "-column parent.size +column parent.width",
    },
    {
      fault: "ALTER TABLE parent ALTER size TYPE numeric(16, 3)",
      mend: "ALTER TABLE parent ALTER size TYPE numeric(16, 2)",
      seen: "~column parent.size",
    },
    {
      fault: "ALTER TABLE parent ALTER name DROP NOT NULL",
      mend: "ALTER TABLE parent ALTER name SET NOT NULL",
      seen: "~column parent.name",
    },
    {
      fault: "ALTER TABLE parent ALTER name SET DEFAULT 'y'",
      mend: "ALTER TABLE parent ALTER name SET DEFAULT 'x'",
      seen: "~column parent.name",
    },
    {
      fault: "ALTER TABLE child DROP CONSTRAINT child_parent_fkey",
      mend: "ALTER TABLE child ADD FOREIGN KEY (parent) REFERENCES parent",
      seen: "-constraint child.child_parent_fkey",
    },
    {
      fault:
        "ALTER TABLE child DROP CONSTRAINT child_parent_fkey, ADD FOREIGN KEY (parent) REFERENCES parent ON DELETE CASCADE",
      mend: "ALTER TABLE child DROP CONSTRAINT child_parent_fkey, ADD FOREIGN KEY (parent) REFERENCES parent",
      seen: "~constraint child.child_parent_fkey",
    },
    { fault: "DROP INDEX by_name", mend: "CREATE INDEX by_name ON parent (lower(name))", seen: "-index by_name" },
    {
      fault: "CREATE OR REPLACE VIEW names AS SELECT name FROM parent WHERE id > 1",
      mend: "CREATE OR REPLACE VIEW names AS SELECT name FROM parent",
      seen: "~view names",
    },
    {
      fault: "ALTER SEQUENCE counter INCREMENT 3",
      mend: "ALTER SEQUENCE counter INCREMENT 2",
      seen: "~sequence counter",
    },
    {
      fault: "CREATE OR REPLACE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 2'",
      mend: "CREATE OR REPLACE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1'",
      seen: "~function one()",
    },
    {
      fault: "DROP TRIGGER touched ON parent",
      mend: "CREATE TRIGGER touched BEFORE UPDATE ON parent FOR EACH ROW EXECUTE FUNCTION touch()",
      seen: "-trigger parent.touched",
    },
    { fault: "CREATE EXTENSION pg_trgm", mend: "DROP EXTENSION pg_trgm", seen: "+extension pg_trgm" },
    { fault: "CREATE SCHEMA other", mend: "DROP SCHEMA other", seen: "+schema other" },
    {
      fault: "ALTER TABLE parent DISABLE TRIGGER touched",
      mend: "ALTER TABLE parent ENABLE TRIGGER touched",
      seen: "~trigger parent.touched",
    },
    {
      fault: "ALTER TABLE child DISABLE TRIGGER ALL",
      mend: "ALTER TABLE child ENABLE TRIGGER ALL",
      seen: "~constraint child.child_parent_fkey",
    },
    {
      fault: "CREATE RULE deaf AS ON DELETE TO parent DO INSTEAD NOTHING",
      mend: "DROP RULE deaf ON parent",
      seen: "+rule parent.deaf",
    },
    {
      fault: "ALTER TABLE parent ENABLE ROW LEVEL SECURITY",
      mend: "ALTER TABLE parent DISABLE ROW LEVEL SECURITY",
      seen: "~table parent",
    },
    {
      fault: "CREATE POLICY mine ON parent USING (id > 3)",
      mend: "DROP POLICY mine ON parent",
      seen: "+policy parent.mine",
    },
    {
      fault: "ALTER TYPE size RENAME VALUE 'small' TO 'low'",
      mend: "ALTER TYPE size RENAME VALUE 'low' TO 'small'",
      seen: "~type size",
    },
    {
      fault: "ALTER DOMAIN percent ADD CONSTRAINT top CHECK (VALUE <= 100)",
      mend: "ALTER DOMAIN percent DROP CONSTRAINT top",
      seen: "~type percent",
    },
    {
      fault: "ALTER DATABASE plain SET work_mem = '64MB'",
      mend: "ALTER DATABASE plain RESET work_mem",
      seen: "+setting database.work_mem",
    },
    {
      fault: "ALTER TABLE parent OWNER TO pg_monitor",
      mend: "ALTER TABLE parent OWNER TO CURRENT_USER",
      seen: "+owner parent +owner parent_id_seq",
    },
    {
      fault: "GRANT UPDATE ON parent TO pg_monitor",
      mend: "REVOKE UPDATE ON parent FROM pg_monitor",
      seen: "+grant parent",
    },
    {
      fault: "GRANT SELECT (name) ON parent TO PUBLIC",
      mend: "REVOKE SELECT (name) ON parent FROM PUBLIC",
      seen: "+grant parent.name",
    },
  ];
  it.each(cases)("sees $fault", async ({ fault, mend, seen }) => {
    const [drift, ...others] = await restored("plain", plain, fault, mend);
    const { added, removed, changed } = drift!;
    const list = (sign: string, objects: readonly { kind: string; name: string }[]) =>
      objects.map(({ kind, name }) => `${sign}${kind} ${name}`);
    const all = [...list("-", removed), ...list("+", added), ...list("~", changed)].join(" ");
    expect([all.split(/ (?=[-+~])/).sort(), others]).toEqual([seen.split(/ (?=[-+~])/).sort(), []]);
  });

  it("is the same after a dump and a restore, and after another", async () => {
    const dumped = async (from: string, to: string) => {
      const { host, port, user } = cluster.address;
      await sql("postgres", `CREATE DATABASE ${to}`);
      const server = `-h ${host} -p ${port} -U ${user}`;
      execSync(`${binaries}/pg_dump ${server} ${from} | ${binaries}/psql -qX ${server} ${to}`);
      return read(to);
    };
    expect(compareSchemas(plain, await dumped("plain", "once")).modules).toEqual([]);
    expect((await dumped("once", "twice")).sha256).toBe(plain.sha256);
    // Brackets that decide are seen.
    await sql(
      "twice",
      "CREATE OR REPLACE VIEW open AS SELECT state FROM typed WHERE (state IN ('draft', 'new') AND code = 'a') OR m = 'sad'",
    );
    expect(compareSchemas(plain, await read("twice")).modules).toMatchObject([{ changed: [{ name: "open" }] }]);
  });

  it("compares a baseline of an earlier time by what that tells of", async () => {
    const now = await read("plain");
    const older = { ...now, kinds: now.kinds.slice(0, 10), objects: now.objects.filter(({ kind }) => kind !== "type") };
    const { modules, issues } = compareSchemas(older, now);
    expect([modules, issues]).toMatchObject([[], [{ code: "baseline-older", severity: "warning" }]]);
  });

  it("does not see data, labels, numbers drawn, or the sequences that Odoo makes as data", async () => {
    const before = await read("odoo");
    await sql("odoo", "INSERT INTO partner_tag_rel VALUES (1, 2); COMMENT ON COLUMN res_partner.email IS 'E-mail'");
    await sql("odoo", "SELECT nextval('res_partner_id_seq'); CREATE SEQUENCE ir_sequence_018");
    expect((await read("odoo")).sha256).toBe(before.sha256);
  });

  it("says whose an object is", async () => {
    const { objects } = await read("odoo");
    const whose = (kind: string, name: string) => objects.find((it) => it.kind === kind && it.name === name)?.module;
    expect([
      whose("table", "res_partner"),
      whose("column", "res_partner.id"),
      whose("column", "res_partner.email"),
      whose("column", "res_partner.loyalty"),
      whose("column", "res_partner.x_note"),
      whose("constraint", "res_partner.loyal"),
      whose("sequence", "res_partner_id_seq"),
      whose("column", "partner_tag_rel.b"),
      whose("table", "ir_model"),
    ]).toEqual(["base", "base", "base", "shop", "made in the web client", "shop", "base", "shop", null]);
  });

  it("tells an update from a change by hand, an installation from a removal", async () => {
    const baseline = await read("odoo");
    const drop = "ALTER TABLE res_partner DROP loyalty";
    const add = "ALTER TABLE res_partner ADD loyalty int, ADD CONSTRAINT loyal CHECK (loyalty >= 0)";
    const [byHand] = await restored("odoo", baseline, drop, add);
    expect(byHand).toMatchObject({
      module: "shop",
      because: expect.stringContaining("by hand"),
      next: expect.stringContaining("-u shop"),
    });
    const version = (to: string) => `UPDATE ir_module_module SET latest_version = '${to}' WHERE name = 'shop'`;
    const [updated] = await restored(
      "odoo",
      baseline,
      `${drop}; ${version("19.0.2.0.0")}`,
      `${add}; ${version("19.0.1.0.0")}`,
    );
    expect(updated!.because).toBe("updated from 19.0.1.0.0 to 19.0.2.0.0");
    const state = (to: string) => `UPDATE ir_module_module SET state = '${to}' WHERE name = 'shop'`;
    const [gone] = await restored(
      "odoo",
      baseline,
      `${drop}; ${state("uninstalled")}`,
      `${add}; ${state("installed")}`,
    );
    expect(gone!.because).toBe("no longer installed, was 19.0.1.0.0");
    const [stray] = await restored(
      "odoo",
      baseline,
      "ALTER TABLE res_partner ADD stray int",
      "ALTER TABLE res_partner DROP stray",
    );
    expect(stray).toMatchObject({
      module: null,
      added: [{ name: "res_partner.stray" }],
      because: expect.stringContaining("by hand"),
    });
  });

  it("warns when another major version wrote the baseline", async () => {
    const now = await read("plain");
    expect(compareSchemas({ ...now, postgres: 14 }, now).issues).toMatchObject([{ code: "server-differs" }]);
  });
});

describe("parseSnapshot", () => {
  it("refuses what is no baseline, and one that was edited", () => {
    const messages = ["nope", "{}", '{"format":"ipai-schema","version":2}'].map(
      (text) => parseSnapshot(text, "b.json").issues[0]!.message,
    );
    expect(messages[0]).toBe("it is no JSON");
    expect(messages.slice(1).join()).toMatch(/format.*version/);
    const object = { kind: "table", name: "t", module: null, definition: "TABLE" };
    const edited = {
      format: "ipai-schema",
      version: 1,
      postgres: 15,
      sha256: "0".repeat(64),
      modules: {},
      objects: [object],
    };
    expect(parseSnapshot(JSON.stringify(edited), "b.json").issues[0]!.message).toContain("hash");
  });
});
