import { createHash, sign, verify, type KeyObject } from "node:crypto";
import { canonicalJson, type Issue } from "@ipai/core";
import { z } from "zod";

const Head = z.strictObject({
  kind: z.enum(["journal", "seals"]),
  chain: z.string(),
  number: z.number().int(),
  hash: z.string(),
  count: z.number().int(),
  digest: z.string(),
});

/** One line of the ledger: the heads of all chains at a moment, signed, naming the line before it. */
export const Page = z.strictObject({
  format: z.literal(1),
  database: z.string(),
  taken: z.string(),
  chains: z.array(Head),
  /** SHA-256 of the line before; null for the first. */
  previous: z.string().nullable(),
  /** Ed25519 over the canonical JSON of the rest, base64. */
  signature: z.string(),
});
export type Page = z.infer<typeof Page>;

/** Signs a page and renders it as a line that follows `lines`. */
export function renderPage(
  page: Pick<Page, "database" | "taken" | "chains">,
  lines: readonly string[],
  key: KeyObject,
): string {
  const content = { format: 1 as const, ...page, previous: lines.length ? sha256(lines.at(-1)!) : null };
  const signature = sign(null, Buffer.from(canonicalJson(content)), key).toString("base64");
  return JSON.stringify({ ...content, signature });
}

/** Reads a ledger and verifies every line: its form, its signature, and that none before it is missing or changed. */
export function parseLedger(text: string, path: string, key: KeyObject): { pages: Page[]; issues: Issue[] } {
  const pages: Page[] = [];
  const issues: Issue[] = [];
  const lines = linesOf(text);
  lines.forEach((line, index) => {
    const wrong = (message: string) =>
      issues.push({
        code: "ledger-forged",
        severity: "error",
        message,
        advice: "compare the file with its history (git log -p), and with the copy on the other host",
        at: { path, line: index + 1 },
      });
    const page = parsePage(line);
    if (!page) return void wrong("this is no page of a ledger");
    const { signature, ...content } = page;
    if (!verify(null, Buffer.from(canonicalJson(content)), key, Buffer.from(signature, "base64")))
      wrong("the signature is not of this key, or the page was changed");
    if (page.previous !== (index ? sha256(lines[index - 1]!) : null))
      wrong("the page before it was changed or removed");
    pages.push(page);
  });
  return { pages, issues };
}

/** The pages of a ledger's text, one a line; empty lines are none. */
export const linesOf = (text: string): string[] => text.split("\n").filter((line) => line !== "");

function parsePage(line: string): Page | null {
  try {
    return Page.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
