import type { Issue } from "@ipai/core";
import pLimit from "p-limit";
import { fetchCommits } from "../git/fetch.ts";
import { openMirror, type MirrorSettings } from "../git/mirror.ts";
import { lastTouched } from "../git/objects.ts";
import { wantedClosure } from "../pin.ts";
import { CORE, pins, type NamedPin } from "../pins.ts";
import type { Lock } from "../schema.ts";

const AT_ONCE = 6;

/**
 * What the history of the pinned repositories and their hosts tell: modules that no person touched for so many months
 * before the pin, and repositories that are archived. What could not be asked is said.
 */
export async function auditHistory(lock: Lock, settings: MirrorSettings, idleMonths: number): Promise<Issue[]> {
  const wanted = wantedClosure(lock);
  const limit = pLimit(AT_ONCE);
  const repositories = pins(lock).filter(({ name }) => name !== CORE);
  const issues = repositories.map((named) =>
    limit(async () => [
      ...(await unmaintained(named, wanted, settings, idleMonths)),
      ...(settings.offline ? [] : await archived(named)),
    ]),
  );
  return (await Promise.all(issues)).flat();
}

async function unmaintained(
  { name, pin }: NamedPin,
  wanted: ReadonlySet<string>,
  settings: MirrorSettings,
  months: number,
): Promise<Issue[]> {
  const mirror = await openMirror(pin.url, settings);
  if ((await fetchCommits(mirror, [pin.commit])).length > 0)
    return [unknown(name, "its history is not on this machine")];
  const limit = new Date(pin.date);
  limit.setMonth(limit.getMonth() - months);
  const modules = Object.entries(pin.modules).filter(([module]) => wanted.has(module));
  const dates = lastTouched(
    mirror.gitDir,
    pin.commit,
    modules.map(([, { path }]) => path),
  );
  return modules.flatMap(([module, { path }]) => {
    const date = dates.get(path);
    return date && new Date(date) < limit ? [idle(`${module} of ${name}`, date)] : [];
  });
}

/** GitHub says so without a login; any other answer is not taken for a no. */
async function archived({ name, pin }: NamedPin): Promise<Issue[]> {
  const path = /^https:\/\/github\.com\/([\w.-]+\/[\w.-]+?)(?:\.git)?$/.exec(pin.url)?.[1];
  if (!path) return [];
  try {
    const response = await fetch(`https://api.github.com/repos/${path}`, { signal: AbortSignal.timeout(5_000) });
    if (!response.ok) return [unknown(name, `GitHub answered ${response.status} when asked whether it is archived`)];
    const { archived: isArchived } = (await response.json()) as { archived?: boolean };
    return isArchived ? [archivedIssue(name)] : [];
  } catch {
    return [unknown(name, "GitHub could not be asked whether it is archived")];
  }
}

function idle(place: string, date: string): Issue {
  return {
    code: "module-unmaintained",
    severity: "warning",
    message: `${place} was last changed by a person on ${date.slice(0, 10)}`,
    advice: "look who else uses it, and be ready to maintain it yourself",
  };
}

function archivedIssue(name: string): Issue {
  return {
    code: "repository-archived",
    severity: "warning",
    message: `${name} is archived: nothing will be mended there`,
    advice: "look for its successor, or fork it",
  };
}

function unknown(name: string, what: string): Issue {
  return {
    code: "audit-incomplete",
    severity: "info",
    message: `${name}: ${what}`,
    advice: "run the audit again with network access",
  };
}
