/** Set by the launcher for the bundle it makes, where sources are no longer at their place. */
declare const IPAI_EXTRACTOR: string | undefined;

/** Hash of the code that makes facts; any change of it makes cached facts worthless. */
export async function extractorDigest(): Promise<string> {
  if (typeof IPAI_EXTRACTOR === "string") return IPAI_EXTRACTOR;
  return (await import("./extractor-sources.ts")).digestSources();
}
