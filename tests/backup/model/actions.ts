/** One step: data, so that a sequence that failed can be printed, run again and made smaller. */
export interface Action {
  readonly op: Op;
  readonly site: SiteName;
  /** Three numbers from 0 to 1 that the step uses as it needs them. */
  readonly dice: readonly [number, number, number];
}

export const SITES = ["folder", "sftp", "objects", "vault"] as const;
export type SiteName = (typeof SITES)[number];

/** How often each step comes, of the sum of all. */
const OPS = {
  write: 8,
  create: 20,
  "create everywhere": 4,
  "create, filestore gone": 4,
  "create, a file gone": 4,
  "create, site gone": 3,
  "create, key changed": 2,
  "create, work disk full": 2,
  "create, site full": 2,
  verify: 5,
  prune: 12,
  drill: 10,
  restore: 8,
  clock: 7,
  kill: 12,
  "two at once": 6,
} as const;
export type Op = keyof typeof OPS;

/** A sequence that a seed gives. */
export function planActions(seed: number, steps: number): Action[] {
  const random = mulberry(seed);
  const ops = Object.entries(OPS).flatMap(([op, often]) => Array.from({ length: often }, () => op as Op));
  return Array.from({ length: steps }, () => ({
    op: ops[Math.floor(random() * ops.length)]!,
    site: SITES[Math.floor(random() * SITES.length)]!,
    dice: [random(), random(), random()],
  }));
}

/** Tommy Ettinger's mulberry32: numbers from 0 to 1, the same for the same seed everywhere. */
function mulberry(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
