import { createHash } from "node:crypto";
import type { LockedImage } from "./lock.ts";

export interface VerifiedImage {
  readonly image: string;
  /** `unknown` where the registry did not answer: never taken for good. */
  readonly state: "verified" | "wrong" | "unknown";
  readonly detail: string;
}

const MEDIA = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

/**
 * Asks Docker Hub for the manifest of a locked digest and hashes what comes: a digest that was mistyped or invented has
 * none. Says as well where the tag points to now.
 */
export async function verifyImage({ image, digest }: LockedImage, ask: typeof fetch = fetch): Promise<VerifiedImage> {
  const [name, tag] = image.split(":") as [string, string];
  const repository = name.includes("/") ? name : `library/${name}`;
  try {
    const headers = { Authorization: `Bearer ${await token(repository, ask)}`, Accept: MEDIA };
    const manifest = (reference: string, method: string) =>
      ask(`https://registry-1.docker.io/v2/${repository}/manifests/${reference}`, { method, headers });
    const found = await manifest(digest, "GET");
    if (found.status === 404) return { image, state: "wrong", detail: `the registry has no ${digest}` };
    if (!found.ok) return { image, state: "unknown", detail: `the registry answers ${found.status}` };
    const hash = createHash("sha256")
      .update(Buffer.from(await found.arrayBuffer()))
      .digest("hex");
    if (`sha256:${hash}` !== digest) return { image, state: "wrong", detail: `its manifest hashes to ${hash}` };
    const now = (await manifest(tag, "HEAD")).headers.get("docker-content-digest");
    const moved = now && now !== digest ? `; the tag points to ${now} now` : "";
    return { image, state: "verified", detail: `${digest}${moved}` };
  } catch (error) {
    return { image, state: "unknown", detail: (error as Error).message };
  }
}

async function token(repository: string, ask: typeof fetch): Promise<string> {
  const url = `https://auth.docker.io/token?service=registry.docker.io&scope=repository:${repository}:pull`;
  const answer = await ask(url);
  return ((await answer.json()) as { token: string }).token;
}
