import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { parseImages } from "./lock.ts";
import { verifyImage } from "./verify.ts";

const manifest = '{"schemaVersion": 2}';
const digest = `sha256:${createHash("sha256").update(manifest).digest("hex")}`;
const locked = { image: "postgres:15", digest, license: "PostgreSQL", source: "a registry" };

const registry = (status: number, body: string) =>
  (async (url: string) => {
    if (url.startsWith("https://auth.")) return Response.json({ token: "t" });
    if (url.endsWith("/15")) return new Response(null, { headers: { "docker-content-digest": "sha256:now" } });
    return new Response(body, { status });
  }) as typeof fetch;

it("hashes what the registry gives for a digest", async () => {
  expect(await verifyImage(locked, registry(200, manifest))).toMatchObject({
    state: "verified",
    detail: `${digest}; the tag points to sha256:now now`,
  });
  expect(await verifyImage(locked, registry(200, "{}"))).toMatchObject({ state: "wrong" });
  expect(await verifyImage(locked, registry(404, ""))).toMatchObject({ state: "wrong" });
});

it("knows nothing without an answer", async () => {
  expect(await verifyImage(locked, registry(429, ""))).toMatchObject({ state: "unknown" });
  const down = (() => Promise.reject(new Error("getaddrinfo ENOTFOUND"))) as typeof fetch;
  expect(await verifyImage(locked, down)).toMatchObject({ state: "unknown", detail: "getaddrinfo ENOTFOUND" });
});

it("refuses a lock that holds no digest", () => {
  const text = "version: 1\nimages:\n  - { image: postgres:15, digest: latest, license: x, source: nowhere at all }\n";
  expect(parseImages({ path: "deploy/images.lock.yml", text }).issues.map(({ code }) => code)).toEqual([
    "images-invalid",
  ]);
  expect(parseImages({ path: "x", text: "a: [" }).issues).toHaveLength(1);
});
