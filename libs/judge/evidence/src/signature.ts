import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const NAMESPACE = "ipai-attestation";

/** Whether a file is signed: by whom, or why its signature is no good. */
export type SignatureState =
  | { readonly state: "unsigned" }
  | { readonly state: "signed"; readonly by: string }
  | { readonly state: "bad"; readonly reason: string };

/** Signs bytes with an SSH key as `ssh-keygen -Y sign` does; the armored signature. */
export async function signText(text: string, keyFile: string): Promise<string> {
  return inScratch(async (folder) => {
    const file = join(folder, "statement");
    await writeFile(file, text);
    await keygen(["-Y", "sign", "-f", keyFile, "-n", NAMESPACE, file]);
    return readFile(`${file}.sig`, "utf8");
  });
}

/** Verifies a signature against an allowed-signers file (`man ssh-keygen`, ALLOWED SIGNERS). */
export async function verifySignature(
  text: string,
  signature: string | null,
  allowedSigners: string,
): Promise<SignatureState> {
  if (signature === null) return { state: "unsigned" };
  return inScratch(async (folder) => {
    const file = join(folder, "statement.sig");
    await writeFile(file, signature);
    try {
      const found = await keygen(["-Y", "find-principals", "-f", allowedSigners, "-s", file]);
      const by = found.trim().split("\n")[0]!;
      await keygen(["-Y", "verify", "-f", allowedSigners, "-I", by, "-n", NAMESPACE, "-s", file], text);
      return { state: "signed", by };
    } catch (error) {
      return { state: "bad", reason: error instanceof Error ? error.message : String(error) };
    }
  });
}

async function inScratch<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "ipai-signature-"));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function keygen(args: readonly string[], input = ""): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile("ssh-keygen", args, (error, stdout, stderr) => {
      if (error) reject(new Error((stderr || stdout || error.message).trim().split("\n")[0]));
      else resolve(stdout);
    });
    child.stdin?.on("error", () => {});
    child.stdin?.end(input);
  });
}
