import { canonicalJson, parseModuleVersion, type Issue, type Result } from "@ipai/core";
import semver from "semver";
import { fetchBlobs, fetchCommits, fetchRef, keep } from "./git/fetch.ts";
import { mergeRefs } from "./git/merge.ts";
import { openMirror, type Mirror, type MirrorSettings } from "./git/mirror.ts";
import { blobsOf, describeCommit } from "./git/objects.ts";
import { frameworkTree } from "./mend.ts";
import { pinModules } from "./pin.ts";
import { CORE, pins } from "./pins.ts";
import { readModules } from "./read-modules.ts";
import type { CoreWish, Lock, Pin, Wish } from "./schema.ts";

/** Every wish by name, Odoo's own last, as `pins` orders what came of them. */
export function wishes(lock: Lock): { readonly name: string; readonly wish: CoreWish & Partial<Wish> }[] {
  const { core, repositories } = lock.wish;
  const named = Object.keys(repositories)
    .sort()
    .map((name) => ({ name, wish: repositories[name]! }));
  return [...named, { name: CORE, wish: core }];
}

/** Why the wish asks for another pin than there is; null when the pin is what was wished. */
export function staleness(lock: Lock, name: string): string | null {
  const wish = wishes(lock).find((one) => one.name === name)?.wish;
  const pin = pins(lock).find((one) => one.name === name)?.pin;
  if (!wish) return null;
  if (!pin) return "not pinned yet";
  if (pin.url !== wish.url) return `pinned from ${pin.url}, wished from ${wish.url}`;
  if (pin.branch !== wish.branch) return `pinned on ${pin.branch}, wished on ${wish.branch}`;
  if (canonicalJson(pin.folders ?? []) !== canonicalJson(wish.folders ?? [])) return "the wished folders changed";
  const refs = (pin.merges ?? []).map(({ ref, url }) => ({ ref, ...(url && { url }) }));
  if (canonicalJson(refs) !== canonicalJson(wish.merges ?? [])) return "the wished merges changed";
  return null;
}

/**
 * Resolves one wish to a pin, closures left open; null with the reason where that cannot be done now.
 * @param at a full commit to pin instead of the branch's newest
 */
export async function resolveWish(
  wish: CoreWish & Partial<Wish>,
  settings: MirrorSettings,
  at?: string,
): Promise<Result<Pin | null>> {
  const mirror = await openMirror(wish.url, settings);
  const fetched = await fetchRef(mirror, { ref: wish.branch, depth: wish.depth });
  if (!fetched.value) return { value: null, issues: fetched.issues };
  if (at && (await fetchCommits(mirror, [at], wish.depth)).length > 0)
    return { value: null, issues: [unmet("commit-missing", `${wish.url} has no commit ${at}`)] };
  const commit = at ?? fetched.value;
  await keep(mirror, commit);
  const merged = wish.merges ? await mergeRefs(mirror, commit, wish.merges, settings) : null;
  if (merged && !merged.value) return { value: null, issues: merged.issues };
  const head = merged?.value?.head;
  // Nobody else has this commit, so whoever reads it later reads it here.
  if (head) await fetchBlobs(mirror, blobsOf(mirror.gitDir, head));
  const modules = await readModules(mirror, head ?? commit, wish.folders);
  const pin: Pin = {
    url: wish.url,
    branch: wish.branch,
    ...(wish.folders && { folders: wish.folders }),
    commit,
    date: describeCommit(mirror.gitDir, commit).date,
    ...(merged?.value && { merges: [...merged.value.merges], head: merged.value.head }),
    ...frameworkOf(mirror, merged?.value?.head ?? commit, wish),
    modules: pinModules(modules),
  };
  const lacking = unmetWish(wish, pin);
  return { value: lacking.length > 0 ? null : pin, issues: [...(merged?.issues ?? []), ...lacking] };
}

/** Odoo's own repository is the one that keeps modules inside its framework. */
function frameworkOf(mirror: Mirror, commit: string, { folders }: CoreWish): Pick<Pin, "framework"> {
  const framework = folders?.includes("odoo/addons") ? frameworkTree(mirror, commit) : undefined;
  return framework ? { framework } : {};
}

/** What a pin lacks of its wish: named modules that are not there, versions out of their range. */
function unmetWish(wish: Partial<Wish>, pin: Pin): Issue[] {
  const place = `${pin.url} at ${pin.commit.slice(0, 12)} (${pin.branch})`;
  const absent = (wish.modules === "*" ? [] : (wish.modules ?? [])).filter((name) => !pin.modules[name]);
  const ranges = Object.entries(wish.versions ?? {});
  const outside = ranges.filter(([name, range]) => !inRange(pin.modules[name]?.version, range));
  return [
    ...absent.map((name) => unmet("module-missing", `${place} has no module ${name}`)),
    ...outside.map(([name, range]) =>
      unmet("version-out-of-range", `${place} has ${name} ${pin.modules[name]?.version ?? "(none)"}, wished ${range}`),
    ),
  ];
}

function inRange(version: string | undefined, range: string): boolean {
  const parsed = version === undefined ? null : parseModuleVersion(version);
  return parsed !== null && semver.satisfies(parsed.semver, range);
}

function unmet(code: string, message: string): Issue {
  return {
    code,
    severity: "error",
    message,
    advice: "change the wish, or name a branch or a merge that has it; the pin stays as it was",
  };
}
