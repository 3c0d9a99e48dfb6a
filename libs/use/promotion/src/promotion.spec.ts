import { expect, it } from "vitest";
import { checkPromotion } from "./check.ts";
import { rehearsePromotion } from "./rehearse.ts";

it("lets a merge of the earlier stage through, and nothing else", () => {
  expect(rehearsePromotion().map(({ name, refused }) => [name, refused])).toEqual([
    ["staging is merged into production", false],
    ["production waits for staging", false],
    ["a commit is pushed to production", true],
    ["a branch is merged into production past staging", true],
    ["a merge brings content of its own", true],
    ["a commit of staging is picked into production", true],
  ]);
});

it("refuses what it cannot see", () => {
  expect(checkPromotion(".", "no-such-branch", "HEAD").issues).toMatchObject([{ code: "no-such-commit" }]);
});
