import { canonicalJson, type Issue } from "@ipai/core";
import pLimit from "p-limit";
import { fetchRef, fullRef, listRemote } from "./git/fetch.ts";
import { openMirror, type Mirror, type MirrorSettings } from "./git/mirror.ts";
import { isAncestor, isShallow } from "./git/objects.ts";
import { deriveMend, frameworkTree } from "./mend.ts";
import { pinModules, withClosures } from "./pin.ts";
import { ensurePin } from "./pinned.ts";
import { pins, type NamedPin } from "./pins.ts";
import { readModules } from "./read-modules.ts";
import type { Lock, Pin, PinnedModule } from "./schema.ts";

export interface PinVerdict {
  readonly name: string;
  readonly commit: string;
  readonly modules: number;
  readonly issues: readonly Issue[];
}

const AT_ONCE = 4;

/**
 * Derives every pin again from git's objects: commits, merges, tree oids, what the manifests say, closure hashes.
 * With `remote`, also asks whether branches and merged refs still are where they were.
 */
export async function verifyPins(lock: Lock, settings: MirrorSettings, remote: boolean): Promise<PinVerdict[]> {
  const limit = pLimit(AT_ONCE);
  const closed = new Map(pins(withClosures(lock)).map(({ name, pin }) => [name, pin]));
  return Promise.all(
    pins(lock).map((named) =>
      limit(async () => {
        const { name, pin } = named;
        const issues = [...closureIssues(named, closed.get(name)!), ...(await verifyPin(named, settings, remote))];
        return { name, commit: pin.commit, modules: Object.keys(pin.modules).length, issues };
      }),
    ),
  );
}

async function verifyPin(named: NamedPin, settings: MirrorSettings, remote: boolean): Promise<Issue[]> {
  const { name, pin } = named;
  const mirror = await openMirror(pin.url, settings);
  const moved = remote ? await movedRefs(mirror, named) : [];
  const { value: commit, issues } = await ensurePin(mirror, name, pin);
  if (!commit) return [...issues, ...moved];
  const found = pinModules(await readModules(mirror, commit, pin.folders));
  return [...issues, ...moved, ...compareModules(named, found), ...(await mendIssues(mirror, commit, named))];
}

function compareModules({ name, pin }: NamedPin, found: Pin["modules"]): Issue[] {
  const names = [...new Set([...Object.keys(pin.modules), ...Object.keys(found)])].sort();
  return names.flatMap((module) => {
    const [locked, real] = [pin.modules[module], found[module]];
    const place = `${name}@${(pin.head ?? pin.commit).slice(0, 12)}`;
    if (!real) return [differs("module-not-in-commit", `${module} is in the lock, but not in ${place}`, name)];
    if (!locked) return [differs("module-not-in-lock", `${module} is in ${place}, but not in the lock`, name)];
    return differences(locked, real).map((field) =>
      differs(
        field === "tree" ? "tree-differs" : "field-differs",
        `${module}: the lock says ${field} ${shown(locked[field])}, ${place} has ${shown(real[field])}`,
        name,
      ),
    );
  });
}

/** The framework's tree and every mend, derived again. */
async function mendIssues(mirror: Mirror, commit: string, { name, pin }: NamedPin): Promise<Issue[]> {
  const issues: Issue[] = [];
  if (pin.framework && pin.framework !== frameworkTree(mirror, commit)) {
    issues.push(differs("tree-differs", `the framework is not the tree ${pin.framework} that the lock says`, name));
  }
  for (const mend of pin.mends ?? []) {
    const { value, issues: found } = await deriveMend(mirror, commit, pin, mend);
    issues.push(...found);
    if (value && value !== mend.tree) {
      issues.push(
        differs("tree-differs", `${mend.module}: the lock says ${mend.tree} of its mend, which makes ${value}`, name),
      );
    }
  }
  return issues;
}

/** Fields that differ, `closure` apart: it is checked over the whole lock. */
function differences(locked: PinnedModule, real: PinnedModule): (keyof PinnedModule)[] {
  const fields = [...new Set([...Object.keys(locked), ...Object.keys(real)])] as (keyof PinnedModule)[];
  return fields.filter(
    (field) => field !== "closure" && canonicalJson(locked[field] ?? null) !== canonicalJson(real[field] ?? null),
  );
}

const shown = (value: unknown): string => (value === undefined ? "nothing" : JSON.stringify(value));

function closureIssues({ name, pin }: NamedPin, closed: Pin): Issue[] {
  const wrong = Object.entries(pin.modules).filter(
    ([module, { closure }]) => closed.modules[module]?.closure !== closure,
  );
  return wrong.map(([module]) =>
    differs("closure-differs", `${module}: the closure hash is not that of the lock's tree oids`, name),
  );
}

function differs(code: string, message: string, repository: string): Issue {
  const advice = `the lock was edited by hand or badly merged: run \`ipai oca bump ${repository}\`, or take the file from git`;
  return { code, severity: "error", message, advice };
}

/** What became of the branch and of the merged refs at the remote; silent when it cannot be asked. */
async function movedRefs(mirror: Mirror, { name, pin }: NamedPin): Promise<Issue[]> {
  const own = (pin.merges ?? []).filter(({ url }) => !url);
  const { value: refs } = await listRemote(mirror, [fullRef(pin.branch), ...own.map(({ ref }) => fullRef(ref))]);
  if (!refs) return [];
  const branch = refs.get(fullRef(pin.branch));
  const issues = (await isLost(mirror, pin, branch)) ? [rewritten(name, pin)] : [];
  for (const { ref, commit, subject, modules } of own) {
    const now = refs.get(fullRef(ref));
    if (now === commit) continue;
    const was = `${ref} was ${commit.slice(0, 12)} (“${subject}”, in ${modules.join(", ") || "no module"})`;
    issues.push(refMoved(name, now ? `${was} and is ${now.slice(0, 12)} now` : `${was} and is gone`));
  }
  return issues;
}

/** A shallow history does not tell what a branch once held. */
async function isLost(mirror: Mirror, pin: Pin, branch: string | undefined): Promise<boolean> {
  if (branch === undefined) return true;
  if (branch === pin.commit || isShallow(mirror.gitDir)) return false;
  const { value: now } = await fetchRef(mirror, { ref: pin.branch });
  return now !== null && !isAncestor(mirror.gitDir, pin.commit, now);
}

function rewritten(name: string, pin: Pin): Issue {
  return {
    code: "commit-left-branch",
    severity: "warning",
    message: `${name}: ${pin.commit.slice(0, 12)} is no longer part of ${pin.branch}, which was rewritten or removed`,
    advice: `the pin holds while a copy exists; move it with \`ipai oca bump ${name}\``,
  };
}

function refMoved(name: string, message: string): Issue {
  return {
    code: "merge-ref-moved",
    severity: "warning",
    message: `${name}: ${message}; the pin still holds what it was`,
    advice: `see what it holds now with \`ipai oca bump ${name} --dry-run\``,
  };
}
