import type { Issue, Result } from "@ipai/core";
import { parse } from "yaml";
import { z } from "zod";
import type { StackFile } from "../file.ts";

const LockedImage = z.strictObject({
  image: z.string().regex(/^[a-z0-9./-]+:[\w.-]+$/, "an image with its tag: postgres:15.19-bookworm"),
  digest: z.string().regex(/^sha256:[0-9a-f]{64}$/),
  license: z.string(),
  /** Where the digest was read, for anyone to read it again. */
  source: z.string().min(10),
});

const Lock = z.strictObject({ version: z.literal(1), images: z.array(LockedImage).min(1) });

export type LockedImage = z.infer<typeof LockedImage>;

/** Text of `deploy/images.lock.yml` → its images; none, with issues, where it does not fit. */
export function parseImages({ path, text }: StackFile): Result<readonly LockedImage[]> {
  const issue = (message: string): Issue => ({
    code: "images-invalid",
    severity: "error",
    message,
    advice: "image, digest, license and source for each image: see deploy/images.lock.yml",
    at: { path },
  });
  try {
    const parsed = Lock.safeParse(parse(text));
    if (parsed.success) return { value: parsed.data.images, issues: [] };
    return { value: [], issues: parsed.error.issues.map((it) => issue(`${it.path.join(".")}: ${it.message}`)) };
  } catch (error) {
    return { value: [], issues: [issue((error as Error).message.split("\n")[0]!)] };
  }
}
