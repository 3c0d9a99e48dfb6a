import { describe, expect, it } from "vitest";
import { compareAccess, parseAccessMatrix } from "./matrix.ts";

const at = { path: "addons/access/toy.json" };
const roles = { user: { groups: ["base.group_user"] }, stranger: { groups: ["base.group_user"], elsewhere: true } };
const matrixOf = (models: object) =>
  parseAccessMatrix(JSON.stringify({ company: "base.main_company", roles, models }), at);
const declared = matrixOf({ "toy.doc": { read: "AD", unlink: "RD" } }).value!;
const compare = (models: Record<string, Record<string, string>>) =>
  compareAccess(declared, models, at).map(({ message }) => message);

describe("access matrix", () => {
  it("agrees with trials that came out as declared", () => {
    expect(compare({ "toy.doc": { read: "AD", unlink: "RD" } })).toEqual([]);
  });

  it("names the role that may do more or less than declared", () => {
    expect(compare({ "toy.doc": { read: "AA", unlink: "DD" } })).toEqual([
      "toy.doc: read by stranger is allowed, declared denied",
      "toy.doc: unlink by user is denied, declared refused by a rule",
    ]);
  });

  it("names what is declared or tried on one side alone", () => {
    expect(compare({ "toy.doc": { read: "AD", action_close: "AD" } })).toEqual([
      "toy.doc: action_close is not declared",
      "toy.doc: unlink is declared, and there is no such thing to try",
    ]);
  });

  it("refuses a row without a letter for every role, and another letter", () => {
    expect(matrixOf({ "toy.doc": { read: "A" } }).issues[0]?.message).toContain("one letter per role");
    expect(matrixOf({ "toy.doc": { read: "AX" } }).value).toBeNull();
  });
});
