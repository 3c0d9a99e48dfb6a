import { readFile } from "node:fs/promises";
import type { Issue, Result } from "@ipai/core";
import { parse } from "yaml";
import { VisualManifest } from "./schema.ts";

/** Reads `visual.yml`. What is wrong in it is an issue that names the key. */
export async function readVisualManifest(path: string): Promise<Result<VisualManifest | null>> {
  const refuse = (message: string, advice: string): Result<null> => {
    const issue: Issue = { code: "visual-manifest", severity: "error", message, advice, at: { path } };
    return { value: null, issues: [issue] };
  };
  try {
    const read = VisualManifest.safeParse(parse(await readFile(path, "utf8")));
    if (read.success) return { value: read.data, issues: [] };
    const { path: where, message } = read.error.issues[0]!;
    return refuse(`${where.join(".") || "the file"}: ${message}`, "see docs/visual.md");
  } catch (error) {
    return refuse((error as Error).message, "write one: docs/visual.md has an example");
  }
}
