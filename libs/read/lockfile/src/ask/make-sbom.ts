import type { Lock } from "../schema.ts";

/**
 * The wanted closure as a CycloneDX document, with what its schema says against it (null when nothing). The library for
 * it is large, so it is loaded when it is needed.
 */
export async function makeSbom(lock: Lock): Promise<{ readonly text: string; readonly error: string | null }> {
  const { renderSbom, validateSbom } = await import("./sbom.ts");
  const text = renderSbom(lock);
  return { text, error: await validateSbom(text) };
}
