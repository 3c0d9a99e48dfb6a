import { createHash, randomBytes } from "node:crypto";
import { chownSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { COMPARABLE, hashPassword, observeDatabase, onTarget } from "@ipai/backup";
import type { ServerAddress } from "@ipai/postgres";

type Client = Parameters<Parameters<typeof onTarget>[2]>[0];

/** Runs `work` on a connection and closes it. */
export function withClient<T>(
  server: ServerAddress,
  database: string,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  return onTarget({ server, database, filestore: "" }, database, work);
}

export interface Seed {
  readonly partners: number;
  readonly moves: number;
  readonly attachments: number;
  readonly password: string;
}

const SCHEMA = `
  CREATE EXTENSION IF NOT EXISTS pg_trgm;
  CREATE EXTENSION IF NOT EXISTS unaccent;
  ALTER FUNCTION unaccent(text) IMMUTABLE;
  CREATE TABLE res_users (id serial PRIMARY KEY, login varchar NOT NULL UNIQUE, password varchar, active boolean DEFAULT true);
  CREATE TABLE res_partner (id serial PRIMARY KEY, name varchar NOT NULL, email varchar, create_date timestamp);
  CREATE INDEX res_partner_name ON res_partner USING gin (name gin_trgm_ops);
  CREATE INDEX res_partner_plain ON res_partner (unaccent(name));
  CREATE TABLE ir_config_parameter (id serial PRIMARY KEY, key varchar UNIQUE, value text);
  CREATE TABLE ir_attachment (id serial PRIMARY KEY, name varchar, store_fname varchar, checksum varchar(40),
                              file_size integer, db_datas bytea);
  CREATE TABLE account_move (id serial PRIMARY KEY, name varchar, state varchar NOT NULL CHECK (state IN ('draft', 'posted')), date date);
  CREATE TABLE account_move_line (id serial PRIMARY KEY, move_id integer NOT NULL REFERENCES account_move ON DELETE CASCADE,
                                  debit numeric, credit numeric, balance numeric, name jsonb, rate double precision);
  CREATE VIEW posted_balance AS SELECT sum(balance) AS balance FROM account_move_line;`;

/** Fills an empty database with what an Odoo would have: users, partners, posted and draft entries, attachments. */
export async function seedOdoo(server: ServerAddress, database: string, filestore: string, seed: Seed): Promise<void> {
  await withClient(server, database, async (client) => {
    await client.query(SCHEMA);
    await client.query("INSERT INTO ir_config_parameter (key, value) VALUES ('database.uuid', gen_random_uuid())");
    await client.query("INSERT INTO res_users (login, password) VALUES ('admin', $1)", [
      hashPassword(seed.password, randomBytes(16)),
    ]);
    await client.query(
      `INSERT INTO res_partner (name, email, create_date)
       SELECT 'Partner ' || n, CASE WHEN n % 3 = 0 THEN NULL ELSE n || '@example.com' END, now() - n * interval '1 hour'
         FROM generate_series(1, $1::int) AS n`,
      [seed.partners],
    );
    await addMoves(client, seed.moves);
    for (let index = 0; index < seed.attachments; index += 1)
      await addAttachment(client, filestore, randomBytes(2000 + index));
  });
}

/** Adds entries of two lines; every tenth is a draft. */
export async function addMoves(client: Client, count: number): Promise<void> {
  await client.query(
    `WITH moves AS (
       INSERT INTO account_move (name, state, date)
       SELECT 'INV/' || n, CASE WHEN n % 10 = 0 THEN 'draft' ELSE 'posted' END, DATE '2026-01-01' + n % 300
         FROM generate_series(1, $1::int) AS n RETURNING id)
     INSERT INTO account_move_line (move_id, debit, credit, balance, name, rate)
     SELECT id, CASE side WHEN 1 THEN id * 1.13 ELSE 0 END, CASE side WHEN 1 THEN 0 ELSE id * 1.13 END,
            id * 1.13 * side, jsonb_build_object('en_US', 'Line ' || id), id / 3.0
       FROM moves, (VALUES (1), (-1)) AS sides (side)`,
    [count],
  );
}

/** Adds an attachment as Odoo writes one: the file by the SHA-1 of its content, then the row. Returns its name. */
export async function addAttachment(client: Client, filestore: string, content: Uint8Array): Promise<string> {
  const sha1 = createHash("sha1").update(content).digest("hex");
  const name = `${sha1.slice(0, 2)}/${sha1}`;
  mkdirSync(dirname(join(filestore, name)), { recursive: true });
  writeFileSync(join(filestore, name), content);
  const { uid, gid } = statSync(filestore);
  chownSync(join(filestore, name), uid, gid);
  await client.query("INSERT INTO ir_attachment (name, store_fname, checksum, file_size) VALUES ($1, $2, $3, $4)", [
    `file-${sha1.slice(0, 6)}`,
    name,
    sha1,
    content.length,
  ]);
  return name;
}

/** Everything a database holds, as one hash: equal before and after means untouched. */
export async function fingerprint(server: ServerAddress, database: string): Promise<string> {
  const { facts } = await withClient(server, database, async (client) => {
    await client.query(COMPARABLE);
    return observeDatabase(client);
  });
  return createHash("sha256").update(JSON.stringify(facts)).digest("hex");
}
