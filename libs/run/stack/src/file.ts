/** A file of the stack: its path within the workspace, and its text. */
export interface StackFile {
  readonly path: string;
  readonly text: string;
}
