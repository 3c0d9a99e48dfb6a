import { createHash, type Hash } from "node:crypto";
import { withClient, type ServerAddress } from "@ipai/postgres";
import type { Client } from "pg";
import { CHAIN_QUERIES, type ChainQuery } from "./queries.ts";

/** What is known of a chain up to a number: nothing in it can change without one of these changing. */
export interface ChainHead {
  readonly kind: ChainQuery["kind"];
  /** `<journal id> <sequence prefix>`, or `company <id>`. */
  readonly chain: string;
  readonly number: number;
  readonly hash: string;
  readonly count: number;
  /** SHA-256 over everything that the entries up to `number` say, in their order. */
  readonly digest: string;
}

const BATCH = 2000;

/**
 * Reads the heads of all chains of a database, in one repeatable-read transaction, hashed here and not by the server.
 * @param until per chain (`kind chain`) the number to stop at: what came later does not count. Chains that are not
 *   named are read whole. Rejects with PostgreSQL's error where the role may not read.
 */
export async function readChains(
  server: ServerAddress,
  database: string,
  until: ReadonlyMap<string, number> = new Map(),
): Promise<ChainHead[]> {
  return withClient(server, database, async (client) => {
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    const heads: ChainHead[] = [];
    for (const query of CHAIN_QUERIES) {
      const { rows } = await client.query<{ found: boolean }>("SELECT to_regclass($1) IS NOT NULL AS found", [
        query.table,
      ]);
      if (rows[0]!.found) heads.push(...(await readKind(client, query, until)));
    }
    await client.query("COMMIT");
    return heads;
  });
}

interface Row {
  readonly chain: string;
  readonly number: number;
  readonly hash: string;
  readonly content: string;
}

async function readKind(client: Client, query: ChainQuery, until: ReadonlyMap<string, number>): Promise<ChainHead[]> {
  const found = new Map<string, { number: number; hash: string; count: number; digest: Hash }>();
  await client.query(`DECLARE chains NO SCROLL CURSOR FOR ${query.sql}`);
  for (;;) {
    const { rows } = await client.query<Row>(`FETCH ${BATCH} FROM chains`);
    for (const { chain, number, hash, content } of rows) {
      if (number > (until.get(keyOf({ kind: query.kind, chain })) ?? Infinity)) continue;
      const head = found.get(chain) ?? { number: 0, hash: "", count: 0, digest: createHash("sha256") };
      found.set(chain, { number, hash, count: head.count + 1, digest: head.digest.update(`${content}\n`) });
    }
    if (rows.length < BATCH) break;
  }
  await client.query("CLOSE chains");
  return [...found].map(([chain, { digest, ...head }]) => ({
    kind: query.kind,
    chain,
    ...head,
    digest: digest.digest("hex"),
  }));
}

/** Names a chain among all of a database: `journal 7 BILL/2026/`. */
export const keyOf = ({ kind, chain }: Pick<ChainHead, "kind" | "chain">): string => `${kind} ${chain}`;
