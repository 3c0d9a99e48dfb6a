import { lock } from "proper-lockfile";

/**
 * Runs one piece of work at a time per path, across processes. A process that died frees its lock within
 * seconds; a live one is waited for, a minute and a half at most.
 */
export async function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  const release = await lock(path, {
    realpath: false,
    stale: 5_000,
    update: 1_000,
    retries: { retries: 300, factor: 1, minTimeout: 300, maxTimeout: 300 },
  });
  try {
    return await work();
  } finally {
    await release();
  }
}
