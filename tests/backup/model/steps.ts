import { join } from "node:path";
import {
  chooseCopy,
  createCopy,
  drill,
  pruneCopies,
  repositoryOf,
  restoreCopy,
  targetOf,
  verifySites,
  type BackupConfig,
} from "@ipai/backup";
import { fingerprint } from "../bench/seed.ts";
import { SITES, type Action, type Op, type SiteName } from "./actions.ts";
import { clock } from "./clock.ts";
import { KILLABLE } from "./kill.ts";
import { expectedLatest, expectedState, untouchable, type Known } from "./reference.ts";
import { codes, demand, type World } from "./world.ts";

type Step = (world: World, action: Action) => Promise<void>;

/** A copy that must come to be, at each of the sites. */
async function create(world: World, sites: readonly SiteName[], missing = 0): Promise<void> {
  const { value, issues } = await createCopy(world.config(...sites));
  const wanted = missing ? "backup-file-missing" : "";
  demand(
    codes(issues).join() === wanted,
    `create said ${codes(issues).join() || "nothing"}, not ${wanted || "nothing"}`,
  );
  demand(value.manifest !== null, "create made no manifest");
  learn(world, sites, value.manifest!, missing);
}

function learn(world: World, sites: readonly SiteName[], made: { id: string; time: string }, missing = 0): void {
  const copy = { id: made.id, time: Date.parse(made.time), version: world.version, missing, proven: null };
  for (const site of sites) world.known[site].push({ ...copy });
}

/** A copy that must not come to be, for this reason. */
async function refuse(config: BackupConfig, ...allowed: string[]): Promise<void> {
  const { value, issues } = await createCopy(config);
  const [code] = codes(issues);
  demand(allowed.includes(code ?? ""), `create said ${code ?? "nothing"}, not ${allowed.join(" or ")}`);
  demand(
    value.sites.every(({ snapshot }) => snapshot === null),
    "create says that a site got its copy",
  );
}

async function drillSite(world: World, site: SiteName): Promise<void> {
  const now = Date.now();
  const dated = world.known[site].filter((copy) => expectedState(copy, now) !== "future");
  const newest = dated.at(-1);
  const { value } = await drill(world.config(site));
  const result = value.sites[0]!;
  demand(result.copy?.id === newest?.id, `the drill took ${result.copy?.id}, not ${newest?.id}`);
  if (!newest) return demand(!result.proven, "a drill of nothing is proven");
  const future = expectedState(world.known[site].at(-1)!, now) === "future";
  demand(result.proven === (!newest.missing && !future), `the drill of ${newest.id} is ${result.proven}`);
  demand(result.rpoMinutes! >= 0, `it lost ${result.rpoMinutes} minutes of work`);
  newest.proven = newest.missing === 0;
}

async function restoreSite(world: World, site: SiteName): Promise<void> {
  const wanted = expectedLatest(world.known[site], Date.now());
  const config = world.config(site);
  const chosen = chooseCopy(await world.list(site), site, "latest");
  demand(chosen.value?.id === wanted?.id, `latest is ${chosen.value?.id}, not ${wanted?.id}`);
  if (!chosen.value || !wanted)
    return demand(codes(chosen.issues).length > 0, "nothing is latest, and nothing is said");
  const target = targetOf(config, "model_restored");
  const restored = await restoreCopy(config, repositoryOf(config.sites[0]!, config), chosen.value, target);
  demand(codes(restored.issues).length === 0, `the restore of ${wanted.id} said ${codes(restored.issues).join()}`);
  const found = await fingerprint(target.server, target.database);
  demand(found === world.truths[wanted.version], `${wanted.id} holds another content than version ${wanted.version}`);
}

/** What a prune may have done, ended or killed: copies went, and none of those that must stay. */
async function afterPrune(
  world: World,
  site: SiteName,
  before: readonly Known[],
  must: readonly Known[],
): Promise<void> {
  const left = new Set((await world.list(site)).map(({ id }) => id));
  const gone = before.filter(({ id }) => !left.has(id));
  const wrong = gone.filter((copy) => must.includes(copy));
  demand(wrong.length === 0, `prune removed ${wrong.map(({ id }) => id).join()}, which must stay`);
  demand(gone.length === 0 || site !== "vault", "prune removed copies of an immutable site");
  world.known[site] = before.filter(({ id }) => left.has(id));
}

async function prune(world: World, site: SiteName): Promise<void> {
  const before = world.known[site];
  const must = untouchable(before, Date.now());
  const { issues } = await pruneCopies(world.config(site), site);
  const held = must.length === before.length && before.length > 0 && must.at(-1) === before.at(-1);
  const allowed = ["prune-held", "copy-future", "copy-incomplete", "site-immutable"];
  const wrong = codes(issues).filter((code) => !allowed.includes(code));
  demand(wrong.length === 0, `prune said ${wrong.join()}`);
  demand(held || !codes(issues).includes("prune-held"), "prune was held, though the newest copy is good");
  await afterPrune(world, site, before, must);
}

async function killed(world: World, { site, dice }: Action): Promise<void> {
  clock.set(0);
  const op = KILLABLE[Math.floor(dice[0] * KILLABLE.length)]!;
  const before = world.known[site];
  const must = untouchable(before, Date.now());
  await world.kill(op, site, Math.floor(dice[1] ** 2 * 2500));
  const found = await world.list(site);
  if (op === "create") {
    const [fresh, ...more] = found.filter(({ id }) => !before.some((copy) => copy.id === id));
    demand(more.length === 0, "one create that was killed left more than one copy");
    if (fresh) learn(world, [site], fresh);
  }
  if (op === "prune") await afterPrune(world, site, before, must);
  // Of a drill that was killed, the result is there or not: but only one that is true.
  for (const copy of op === "drill" ? before : []) {
    const drilled = found.find(({ id }) => id === copy.id)?.drilled;
    if (drilled) {
      demand(drilled.proven === (copy.missing === 0), `a killed drill says ${drilled.proven} of ${copy.id}`);
      copy.proven = drilled.proven;
    }
  }
}

const PAIRS: readonly (readonly [string, string])[] = [
  ["create", "create"],
  ["create", "prune"],
  ["create", "verify"],
  ["prune", "prune"],
  ["prune", "drill"],
  ["verify", "prune"],
];

async function both(world: World, { site, dice }: Action): Promise<void> {
  const pair = PAIRS[Math.floor(dice[0] * PAIRS.length)]!;
  const before = world.known[site];
  const must = untouchable(before, Date.now());
  const run = {
    create: () => createCopy(world.config(site)),
    prune: () => pruneCopies(world.config(site), site),
    verify: () => verifySites(world.config(site), { only: site }),
    drill: () => drill(world.config(site)),
  } as const;
  const results = await Promise.all(pair.map((name) => run[name as keyof typeof run]()));
  const said = results.flatMap(({ issues }) => codes(issues));
  demand(
    !said.some((code) => /^site-(locked|failed|damaged)$/.test(code)),
    `${pair.join(" and ")} said ${said.join()}`,
  );
  const running = said.filter((code) => code === "backup-running").length;
  demand(
    running === (pair[0] === pair[1] && pair[0] === "create" ? 1 : 0),
    `${running} of ${pair.join()} were refused`,
  );
  const found = await world.list(site);
  if (pair.includes("prune")) await afterPrune(world, site, before, must);
  const fresh = found.filter(({ id }) => !before.some((copy) => copy.id === id));
  demand(fresh.length === (pair.includes("create") ? 1 : 0), `${pair.join(" and ")} left ${fresh.length} new copies`);
  for (const copy of fresh) learn(world, [site], copy);
  for (const copy of world.known[site]) {
    const drilled = found.find(({ id }) => id === copy.id)?.drilled;
    if (drilled) copy.proven = drilled.proven;
  }
}

async function verify(world: World, site: SiteName): Promise<void> {
  const { value, issues } = await verifySites(world.config(site), { only: site });
  demand(codes(issues).length === 0, `verify said ${codes(issues).join()}`);
  demand(value[0]!.deletionRefused === (site === "vault" ? true : null), "the vault let go of a snapshot");
}

/** What each step does, and what must be true of it. */
export const STEPS: Readonly<Record<Op, Step>> = {
  write: (world, { dice }) => world.write(dice[0] < 0.4),
  create: (world, { site }) => create(world, [site]),
  "create everywhere": (world) => create(world, SITES),
  "create, filestore gone": (world, { site }) =>
    world.without("all", () => refuse(world.config(site), "backup-filestore-gone")),
  "create, a file gone": (world, { site }) => world.without(1, (away) => create(world, [site], away)),
  "create, site gone": (world, { site }) => refuse(world.unreachable(site), "site-unreachable", "site-no-copies"),
  "create, key changed": (world, { site }) => refuse(world.wrongKey(site), "site-wrong-key"),
  "create, work disk full": (world, { site }) =>
    world.onSmallDisk((folder) =>
      refuse({ ...world.config(site), work: join(folder, "work") }, "backup-dump", "backup-disk-full", "backup-failed"),
    ),
  "create, site full": async (world) => {
    await world.onSmallDisk(async (folder) => {
      const sites = [{ name: "folder", kind: "local" as const, path: join(folder, "site"), immutable: false }];
      const { issues } = await createCopy({ ...world.config("folder"), sites }, { init: true });
      demand(codes(issues).join() === "site-full", `a full site said ${codes(issues).join()}`);
    });
  },
  verify: (world, { site }) => verify(world, site),
  prune: (world, { site }) => prune(world, site),
  drill: (world, { site }) => drillSite(world, site),
  restore: (world, { site }) => restoreSite(world, site),
  clock: async (_, { dice }) => clock.turn(dice[0]),
  kill: killed,
  "two at once": both,
};

/** A copy, its restore and its drill, at one site. */
export async function proveSite(world: World, site: SiteName): Promise<void> {
  await create(world, [site]);
  await restoreSite(world, site);
  await drillSite(world, site);
  await verify(world, site);
  await world.compare(site);
}
