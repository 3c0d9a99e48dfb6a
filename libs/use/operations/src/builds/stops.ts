import type { Finding } from "./life.ts";

/** Something of the branch stops its build: the finding says what, the colour is red. */
export class Stops extends Error {
  readonly finding: Finding;
  constructor(code: string, message: string, advice: string) {
    super(message);
    this.finding = { source: "build", severity: "error", code, message, advice };
  }
}
