import type { Issue } from "@ipai/core";
import type { Queryable } from "../state/state.ts";
import { BranchSettings } from "../stages/settings.ts";
import type { Build } from "./life.ts";

/** What a build is made from, read from the state when it is taken up. */
export interface Order {
  readonly build: Build;
  readonly gitDir: string;
  readonly settings: BranchSettings;
  /** Private keys by the address of the submodule they open. */
  readonly deployKeys: ReadonlyMap<string, string>;
  /** The database of the build before, which an update goes on with. */
  readonly before: { readonly database: string; readonly build: number } | null;
  /** Whether an address may be fetched from; judged again here, names may have moved. */
  readonly mayFetch: (url: string) => Promise<boolean>;
  /** More findings of a checkout: `ipai check` for example. */
  readonly examine: (folder: string, log: string) => Promise<readonly Issue[]>;
}

/** Reads what a build's order is, so that `runBuild` needs no state. */
export async function readOrder(
  on: Queryable,
  build: Build,
  gitDir: string,
  more: Pick<Order, "mayFetch" | "examine">,
): Promise<Order> {
  const { rows: branch } = await on.query<{ settings: object }>("SELECT settings FROM branches WHERE id = $1", [
    build.branch,
  ]);
  const { rows: keys } = await on.query<{ url: string; private: string }>(
    "SELECT url, private FROM deploy_keys WHERE project = $1",
    [build.project],
  );
  const { rows: before } = await on.query<{ database: string; build: number }>(
    `SELECT database, id AS build FROM builds WHERE branch = $1 AND id < $2 AND host = $3 AND state = 'ended' AND database IS NOT NULL ORDER BY id DESC LIMIT 1`,
    [build.branch, build.id, build.host],
  );
  const deployKeys = new Map(keys.map(({ url, private: key }) => [url, key]));
  return {
    build,
    gitDir,
    settings: BranchSettings.parse(branch[0]!.settings),
    deployKeys,
    before: before[0] ?? null,
    ...more,
  };
}
