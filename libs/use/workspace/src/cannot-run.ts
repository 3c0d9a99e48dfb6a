/** The run cannot start or finish (missing folder, no git, bad flag): printed as one line with advice, exit code 2. */
export class CannotRun extends Error {
  readonly advice: string;

  constructor(message: string, advice: string) {
    super(message);
    this.advice = advice;
  }
}
