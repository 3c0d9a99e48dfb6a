import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Gives a test run its own temporary folder, and leaves nothing of it behind, whatever the tests forget. */
export default function useScratch(): () => void {
  const scratch = mkdtempSync(join(tmpdir(), "ipai-tests-"));
  // PostgreSQL refuses to run as root: its user must get to the folders below.
  chmodSync(scratch, 0o755);
  process.env.TMPDIR = scratch;
  return () => rmSync(scratch, { recursive: true, force: true });
}
