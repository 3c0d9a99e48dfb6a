import { generateKeyPairSync } from "node:crypto";
import { findServerBinaries, startScratchCluster, withClient, type ScratchCluster } from "@ipai/postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compareChains, keyOf, linesOf, parseLedger, readChains, renderPage, type ChainHead } from "../index.ts";

const binaries = findServerBinaries();
const required = (process.env["IPAI_REQUIRE"] ?? "").includes("postgres");

/** The columns that Odoo 19 gives these tables and a ledger reads. */
const TABLES = `
  CREATE TABLE account_move (id int PRIMARY KEY, name text, date date, journal_id int, company_id int, move_type text,
    state text, ref text, partner_id int, currency_id int, invoice_date date, invoice_date_due date, partner_bank_id int,
    sequence_prefix text, sequence_number int, inalterable_hash text);
  CREATE TABLE account_move_line (id int PRIMARY KEY, move_id int, account_id int, partner_id int, name text,
    debit numeric, credit numeric, amount_currency numeric, currency_id int, tax_line_id int, tax_base_amount numeric,
    date_maturity date, amount_residual numeric);
  CREATE TABLE account_move_line_account_tax_rel (account_move_line_id int, account_tax_id int);
  CREATE TABLE account_account_tag_account_move_line_rel (account_move_line_id int, account_account_tag_id int);
  INSERT INTO account_move SELECT n, 'BILL/2026/' || n, '2026-06-15', 7, 1, 'in_invoice', 'posted', 'ref' || n, 3, 1,
    '2026-06-15', '2026-07-15', 5, 'BILL/2026/', n, '$4$hash' || n FROM generate_series(1, 5) n;
  INSERT INTO account_move_line SELECT n, n, 1, 3, 'label', 100, 0, 100, 1, NULL, 0, '2026-07-15', 100
    FROM generate_series(1, 5) n;
  INSERT INTO account_move_line_account_tax_rel VALUES (3, 9);
  CREATE TABLE ipai_evidence_seal (id int, name text, number int, event text, company_id int, res_model text, res_id int,
    user_id int, sealed_on timestamp, content text, content_sha256 text, previous_sha256 text, sha256 text);
  CREATE TABLE ipai_evidence_item (id int, seal_id int, attachment_id int, name text, size int, sha256 text);
  CREATE TABLE ir_attachment (id int, name text, checksum text, store_fname text);
  INSERT INTO ipai_evidence_seal SELECT n, 'Close', n, 'closed', 1, 'ipai.close.period', n, 2, '2026-07-01', '{}', 'c',
    'p', 's' || n FROM generate_series(1, 3) n;
  INSERT INTO ipai_evidence_item VALUES (1, 2, 8, 'proof.txt', 5, 'x');
  INSERT INTO ir_attachment VALUES (8, 'proof.txt', 'sum', 'aa/aa');`;

/** What an administrator of the database may do; Odoo's own check says "verified" after those marked. */
const ACTS: readonly (readonly [string, string])[] = [
  ["amount in currency doubled (verified)", "UPDATE account_move_line SET amount_currency = 200 WHERE id = 3"],
  ["debit changed", "UPDATE account_move_line SET debit = 200 WHERE id = 3"],
  ["last entry deleted (verified)", "DELETE FROM account_move WHERE id = 5"],
  ["entry deleted in the middle", "DELETE FROM account_move WHERE id = 2"],
  ["hashes of the last two cleared (verified)", "UPDATE account_move SET inalterable_hash = NULL WHERE id > 3"],
  ["edit and rehash of the chain (verified)", "UPDATE account_move SET inalterable_hash = '$4$new' || id WHERE id > 2"],
  ["renamed with another hash version (verified)", "UPDATE account_move SET name = 'X' WHERE id = 4"],
  ["reference", "UPDATE account_move SET ref = 'other' WHERE id = 1"],
  ["bank account", "UPDATE account_move SET partner_bank_id = 6 WHERE id = 1"],
  ["due date", "UPDATE account_move_line SET date_maturity = '2026-06-16' WHERE id = 1"],
  ["tax", "DELETE FROM account_move_line_account_tax_rel"],
  ["tax tag", "INSERT INTO account_account_tag_account_move_line_rel VALUES (3, 4)"],
  ["item added", "INSERT INTO account_move_line (id, move_id, debit) VALUES (9, 1, 0)"],
  ["all entries gone", "DELETE FROM account_move"],
  [
    "entry put between",
    "INSERT INTO account_move (id, journal_id, sequence_prefix, sequence_number, inalterable_hash) VALUES (9, 7, 'BILL/2026/', 3, 'h')",
  ],
  ["last seal removed", "DELETE FROM ipai_evidence_seal WHERE number = 3"],
  ["content of a seal", "UPDATE ipai_evidence_seal SET content = '{\"a\":1}' WHERE number = 1"],
  ["sealed attachment renamed", "UPDATE ir_attachment SET name = 'x'"],
  ["sealed attachment exchanged", "UPDATE ir_attachment SET store_fname = 'bb/bb'"],
  ["sealed attachment gone", "DELETE FROM ir_attachment"],
];

describe.skipIf(!binaries && !required)("ledger of a database (needs postgresql)", { timeout: 60_000 }, () => {
  let cluster: ScratchCluster;
  beforeAll(async () => {
    cluster = await startScratchCluster(binaries!);
    await admin("CREATE DATABASE books", "postgres");
    await admin(TABLES);
  });
  afterAll(() => cluster.remove());

  const admin = (sql: string, database = "books") =>
    withClient(cluster.address, database, (client) => client.query(sql));
  const read = (anchored: readonly ChainHead[] = []) =>
    readChains(cluster.address, "books", new Map(anchored.map((head) => [keyOf(head), head.number])));
  const without = async (sql: string) => {
    await admin("CREATE DATABASE changed TEMPLATE books", "postgres");
    try {
      const before = await read();
      await admin(sql, "changed");
      const until = new Map(before.map((head) => [keyOf(head), head.number]));
      return compareChains(before, await readChains(cluster.address, "changed", until), "yesterday");
    } finally {
      await admin("DROP DATABASE changed", "postgres");
    }
  };

  it("reads a head per journal, prefix and company", async () => {
    expect((await read()).map(({ kind, chain, number, count }) => [kind, chain, number, count])).toEqual([
      ["journal", "7 BILL/2026/", 5, 5],
      ["seals", "company 1", 3, 3],
    ]);
  });

  it.each(ACTS)("sees: %s", async (_act, sql) => {
    expect((await without(sql)).map(({ code }) => code)).toEqual(["chain-changed"]);
  });

  it("takes no offence at what goes on: payments, new entries, drafts", async () => {
    const goesOn = `
      UPDATE account_move_line SET amount_residual = 0;
      INSERT INTO account_move (id, journal_id, sequence_prefix, sequence_number, inalterable_hash)
        VALUES (6, 7, 'BILL/2026/', 6, 'h'), (7, 8, 'MISC/', 1, 'h'), (8, 7, 'BILL/2026/', 7, NULL);
      INSERT INTO ipai_evidence_seal (id, number, company_id, sha256) VALUES (4, 4, 1, 's4'), (5, 1, 2, 's');`;
    expect(await without(goesOn)).toEqual([]);
  });

  it("finds no chain in a database without these tables", async () => {
    expect(await readChains(cluster.address, "postgres")).toEqual([]);
  });
});

describe("pages of a ledger", () => {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const head: ChainHead = { kind: "journal", chain: "7 A/", number: 1, hash: "h", count: 1, digest: "d" };
  const lines: string[] = [];
  for (const taken of ["2026-01-01", "2026-01-02", "2026-01-03"])
    lines.push(renderPage({ database: "books", taken, chains: [head] }, lines, privateKey));
  const judge = (text: readonly string[], key = publicKey) =>
    parseLedger(text.join("\n"), "ledger.jsonl", key).issues.map(({ at, message }) => [at?.line, message]);

  it("verify from the first to the last", () => {
    expect(judge(lines)).toEqual([]);
    expect(linesOf(`${lines.join("\n")}\n`)).toEqual(lines);
    expect(parseLedger(lines.join("\n"), "l", publicKey).pages.map(({ taken }) => taken)).toHaveLength(3);
  });

  it("show a page that is changed, removed, reordered, of another key or no page", () => {
    const changed = lines.with(1, lines[1]!.replace('"number":1', '"number":2'));
    expect(judge(changed).map(([line]) => line)).toEqual([2, 3]);
    expect(judge([lines[0]!, lines[2]!])).toEqual([[2, "the page before it was changed or removed"]]);
    expect(judge([lines[1]!])).toEqual([[1, "the page before it was changed or removed"]]);
    expect(judge(lines, generateKeyPairSync("ed25519").publicKey)).toHaveLength(3);
    expect(judge(["{}", "nonsense"])).toEqual([
      [1, "this is no page of a ledger"],
      [2, "this is no page of a ledger"],
    ]);
  });
});
