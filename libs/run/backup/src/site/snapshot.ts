import { z } from "zod";

/** A snapshot as restic lists it. */
const Snapshot = z.object({
  id: z.string().regex(/^[0-9a-f]{64}$/),
  time: z.string(),
  tags: z.array(z.string()).nullish(),
});
export type Snapshot = z.infer<typeof Snapshot>;

const Snapshots = z.array(Snapshot).nullable();

/** What `restic snapshots --json` printed; without any it prints null. */
export function parseSnapshots(text: string): Snapshot[] {
  return Snapshots.parse(JSON.parse(text)) ?? [];
}

/** Reads `key=value` among the tags of a snapshot. */
export function tagReader({ tags }: Snapshot): (key: string) => string | undefined {
  return (key) => tags?.find((tag) => tag.startsWith(`${key}=`))?.slice(key.length + 1);
}

/** An instant in a tag, or undefined where it is none. */
export function exactTime(tag: string | undefined): string | undefined {
  return tag && z.iso.datetime().safeParse(tag).success ? new Date(tag).toISOString() : undefined;
}
