import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { POLICIES } from "@ipai/stack";
import { describe, expect, it } from "vitest";

const MODEL = fileURLToPath(new URL("../../security/THREAT_MODEL.md", import.meta.url));
const text = readFileSync(MODEL, "utf8");
const rows = text
  .split("## Threats and mitigations")[1]!
  .split("## Residual")[0]!
  .split("\n")
  .filter((row) => /^\| [STRIDE] \|/.test(row));
const proofOf = (row: string): string => row.split("|").at(-2)!.trim();

describe("security/THREAT_MODEL.md", () => {
  it("covers every letter of STRIDE", () => {
    expect(new Set(rows.map((row) => row[2]))).toEqual(new Set("STRIDE"));
  });

  it.each(rows.map((row) => [row.split("|")[2]!.trim(), proofOf(row)]))("proves: %s", (_, proof) => {
    const links = [...proof.matchAll(/\]\((.+?)\)/g)].map(([, link]) =>
      fileURLToPath(new URL(link!, `file://${MODEL}`)),
    );
    const policies = [...proof.matchAll(/`([a-z-]+)`/g)].map(([, code]) => code!);
    expect(links.filter((link) => !existsSync(link))).toEqual([]);
    expect(policies.filter((code) => !POLICIES.some((policy) => policy.code === code))).toEqual([]);
    expect(links.length + policies.length > 0 || proof === "none here").toBe(true);
  });

  it("admits what has no proof", () => {
    const unproven = rows.filter((row) => proofOf(row) === "none here");
    expect(unproven.every((row) => row.includes("see residual risks"))).toBe(true);
  });
});
