import { readFileSync, writeFileSync } from "node:fs";
import { parquetReadObjects } from "hyparquet";
import { describe, expect, it } from "vitest";
import { exampleContext, exampleReport, HOSTILE } from "../testing/report.ts";
import { renderParityCsv } from "./csv.ts";
import { renderParityHtml } from "./html/index.ts";
import { renderParityMarkdown } from "./markdown.ts";
import { renderParityParquet } from "./parquet.ts";
import { ParityDocument, renderParitySchema } from "./schema.ts";

const report = exampleReport();
const context = exampleContext();

describe("the page", () => {
  const page = renderParityHtml(report, context);

  it("loads nothing and lets no title become markup", () => {
    expect(page).not.toMatch(/(src|href)="(?!#|data:|https:\/\/github\.com\/OCA\/example)/);
    expect(page).not.toContain("<script>alert(1)");
    expect(page).toContain("&lt;script&gt;alert(1)");
  });

  it("links evidence to the public line, and every inner link has a target", () => {
    expect(page).toContain(
      "https://github.com/OCA/example/blob/0123456789abcdef0123456789abcdef01234567/module_0/models/asset.py#L7",
    );
    const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    const missing = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id).filter((id) => !ids.has(id));
    expect(missing).toEqual([]);
  });

  it("shows what it was given, and says what is missing", () => {
    for (const part of ["20.0 %", "module_2 19.0.1.0.0 → gone", "NO-GO", "observed 55", '"n":"ipai_example"'])
      expect(page).toContain(part);
    const bare = renderParityHtml(report);
    for (const part of [
      "No run is recorded yet",
      "no recorded run to compare",
      "No verdict was recorded",
      "No modules were given",
    ])
      expect(bare.replaceAll(/\s+/g, " ")).toContain(part);
  });

  it("is the same each time", () => expect(renderParityHtml(exampleReport(), exampleContext())).toBe(page));
});

describe("Markdown for a pull request", () => {
  it("tells change, losses, gains and blocking checks", () => {
    const text = renderParityMarkdown(report, context);
    for (const part of [
      "(+",
      "## Lost",
      "Budgets are followed: capable → mapped",
      "## Won",
      "## Blocking checks",
      "M3: required-parity",
    ])
      expect(text).toContain(part);
  });

  it("stays under 60 lines whatever happened, and escapes names", () => {
    const shifts = Array.from({ length: 300 }, (_, index) => ({
      ...context.changes!.diff.shifts[index % 2]!,
      title: "a\n\n# [x](http://evil)",
    }));
    const changes = { ...context.changes!, diff: { ...context.changes!.diff, shifts } };
    const gates = [{ ...context.gates![1]!, blocking: Array.from({ length: 99 }, (_, index) => `check ${index}`) }];
    const text = renderParityMarkdown(report, { changes, gates });
    expect(text.split("\n").length).toBeLessThan(60);
    expect(text).toContain("and 142 more");
    expect(text).not.toContain("[x](http");
  });
});

describe("tables", () => {
  it("Parquet holds the rows of the CSV, typed", async () => {
    const rows = await parquetReadObjects({
      file: renderParityParquet(report)["capabilities.parquet"]!.slice().buffer,
    });
    expect(rows).toHaveLength(8);
    expect(rows[0]).toMatchObject({ id: "finance.app.c0", weight: 5, tier: "tested", share: 1 });
    expect(rows[6]!["title"]).toBe(HOSTILE);
  });

  it("CSV does not run in a spreadsheet", () => {
    const csv = renderParityCsv(report)["capabilities.csv"]!;
    expect(csv).toContain(`"'=1+1 ""quoted"" <script>alert(1)</script>"`);
    expect(csv.split("\r\n")).toHaveLength(10);
  });
});

describe("the schema of report.json", () => {
  const file = new URL("../../../../../docs/schemas/parity-report.schema.json", import.meta.url);

  it("accepts a report, and refuses what is none", () => {
    expect(ParityDocument.parse(JSON.parse(JSON.stringify(report)))).toEqual(JSON.parse(JSON.stringify(report)));
    for (const wrong of [
      { ...report, version: 2 },
      { ...report, extra: 1 },
      { ...report, losses: undefined },
    ])
      expect(ParityDocument.safeParse(wrong).success).toBe(false);
  });

  it("is the published one", () => {
    if (process.env["UPDATE_SCHEMAS"]) writeFileSync(file, renderParitySchema());
    expect(JSON.parse(renderParitySchema()), "stale: run `UPDATE_SCHEMAS=1 npx vitest run libs/judge/report`").toEqual(
      JSON.parse(readFileSync(file, "utf8")),
    );
  });
});
