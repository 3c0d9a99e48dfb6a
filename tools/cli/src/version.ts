/** Set where the sources are bundled: the version of package.json. */
declare const IPAI_VERSION: string | undefined;

/** Version of this program. */
export function version(): string {
  return typeof IPAI_VERSION === "string" ? IPAI_VERSION : "0.0.0-sources";
}
