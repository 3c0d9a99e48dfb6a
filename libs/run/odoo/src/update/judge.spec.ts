import { describe, expect, it } from "vitest";
import type { LogSummary } from "../run/log.ts";
import { judgeUpdate, type UpdateFacts } from "./judge.ts";
import type { Picture } from "./picture.ts";

const log = (...warnings: string[]): LogSummary => ({
  loaded: [],
  unknownModules: [],
  errors: [],
  warnings: warnings.map((message) => ({ time: "", level: "WARNING", logger: "odoo.x", message, line: 1 })),
  tests: [],
  tours: [],
  total: null,
});

const picture = (
  rows: Record<number, object>,
  xmlids: Record<number, string> = {},
  schema: string[] = [],
): Picture => ({
  schema: new Set(["column doc.name text", "column doc.write_date text", ...schema]),
  xmlids: new Set(Object.values(xmlids).map((xmlid) => `${xmlid} (doc)`)),
  tables: new Map([
    [
      "doc",
      {
        own: true,
        rows: new Map(Object.entries(rows).map(([id, row]) => [Number(id), row as Record<string, unknown>])),
        xmlids: new Map(Object.entries(xmlids).map(([id, xmlid]) => [Number(id), xmlid])),
      },
    ],
  ]),
});

const DATA = { 1: "toy.data" };
const ROWS = { 1: { name: "data" }, 2: { name: "a user's", write_date: "then" } };
const clean: UpdateFacts = {
  before: picture(ROWS, DATA),
  after: picture({ ...ROWS, 2: { name: "a user's", write_date: "now", note: null } }, DATA),
  fresh: picture({ 1: { name: "data" } }, DATA),
  log: log("known"),
  freshLog: log("known"),
  logPath: "update.log",
};
const judge = (facts: Partial<UpdateFacts>) =>
  judgeUpdate({ ...clean, ...facts }).map(({ code, message }) => `${code}: ${message}`);

describe("judgeUpdate", () => {
  it("finds nothing where users' rows stayed and the schema is that of a fresh install", () => {
    expect(judge({})).toEqual([]);
  });

  it("names a row that is gone, but not one whose xml id the present version dropped", () => {
    expect(judge({ after: picture({ 1: { name: "data" } }, DATA) })).toEqual(["update-lost-row: doc 2 is gone"]);
    const after = picture({ 2: ROWS[2] });
    expect(judge({ after, fresh: picture({}) })).toEqual([]);
    expect(judge({ after: { ...after, xmlids: clean.fresh.xmlids } })).toEqual([
      "update-lost-row: doc 1 is gone (toy.data)",
    ]);
  });

  it("names a value that changed under a user", () => {
    expect(judge({ after: picture({ ...ROWS, 2: { name: "" } }, DATA) })).toEqual([
      `update-changed-value: doc 2: name was "a user's", is ""`,
    ]);
  });

  it("warns of a column that went with users' values, not of one that was empty", () => {
    const withCode = (code: string | null) =>
      picture({ ...ROWS, 2: { ...ROWS[2], code } }, DATA, ["column doc.code text"]);
    expect(judge({ before: withCode("X") })).toEqual([
      "update-dropped-values: doc.code is gone, with the values of 1 rows",
    ]);
    expect(judge({ before: withCode(null) })).toEqual([]);
  });

  it("names what an update leaves behind and what it does not bring", () => {
    const left = ["column doc.old text"];
    expect(
      judge({
        before: picture(ROWS, DATA, left),
        after: picture(ROWS, DATA, left),
        fresh: picture({}, DATA, ["column doc.new text"]),
      }),
    ).toEqual([
      "update-schema-drift: only after the update, left from before: column doc.old text",
      "update-schema-drift: only in a fresh install: column doc.new text",
    ]);
    expect(judge({ fresh: picture({}, { ...DATA, 7: "toy.menu" }) })).toEqual([
      "update-record-drift: only in a fresh install: toy.menu (doc)",
    ]);
  });

  it("takes the update's own warnings for findings, and those of any install for none", () => {
    expect(judge({ log: log("known", "field x is not stored") })).toEqual([
      "update-warning: odoo.x: field x is not stored",
    ]);
  });

  it("is red where there was nothing of a user to lose", () => {
    const empty = picture({ 1: { name: "data" } }, DATA);
    expect(judge({ before: empty, after: empty })).toEqual([
      "update-watched-nothing: the earlier version held no row that only users have",
    ]);
  });
});
