/** The little of SQL that the embedded store and a server have in common. */
export interface Database {
  /** Where it is, for people. */
  readonly name: string;
  query<Row>(sql: string, params?: readonly unknown[]): Promise<Row[]>;
  /** Several statements, no parameters. */
  execute(sql: string): Promise<void>;
  /** All of `work` or nothing of it. */
  transaction<T>(work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** A transaction made of the statements that both speak. */
export async function inTransaction<T>(database: Pick<Database, "execute">, work: () => Promise<T>): Promise<T> {
  await database.execute("BEGIN");
  try {
    const value = await work();
    await database.execute("COMMIT");
    return value;
  } catch (error) {
    await database.execute("ROLLBACK");
    throw error;
  }
}
