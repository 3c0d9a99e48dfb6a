import type { Lock, MirrorSettings } from "@ipai/lockfile";
import type { Finder } from "@ipai/packages";

/** A lock with the folder that it belongs to, and where its repositories are kept. */
export interface LockPlace {
  readonly lock: Lock;
  readonly settings: MirrorSettings;
  readonly root: string;
  /** Where packages come from on this machine. */
  readonly finder: () => Promise<Finder>;
}
