import { CannotRun } from "./cannot-run.ts";

const SHOWN = 3;

/** What to say of names that nobody has: the names spelled most alike, else where it may come from. */
export function unknownNames(
  what: string,
  names: readonly string[],
  known: Iterable<string>,
  where: string,
): CannotRun {
  const all = [...known];
  const alike = names.flatMap((name) => closest(name, all));
  const advice = alike.length ? `did you mean ${alike.slice(0, SHOWN).join(" or ")}?` : `check the name, or ${where}`;
  return new CannotRun(`no such ${what}: ${names.join(", ")}`, advice);
}

/** Names at most a quarter of their letters away, nearest first. */
function closest(name: string, known: readonly string[]): string[] {
  const most = Math.max(2, name.length / 4);
  return known
    .filter((other) => Math.abs(other.length - name.length) <= most)
    .map((other) => [distance(name, other), other] as const)
    .filter(([steps]) => steps <= most)
    .sort(([a], [b]) => a - b)
    .map(([, other]) => other);
}

/** Letters to add, drop or change to come from one text to the other (Levenshtein). */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++)
      next.push(Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1)));
    row = next;
  }
  return row.at(-1)!;
}
