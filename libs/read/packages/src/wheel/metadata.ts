/** What a wheel says of itself, as far as a pin needs it. */
export interface WheelMetadata {
  readonly name: string;
  readonly version: string;
  /** Requirements as written, without environment markers' rows for extras. */
  readonly requires: readonly string[];
  readonly website: string;
}

/** Reads a wheel's METADATA: headers up to the first empty line, some of them repeated. */
export function parseMetadata(text: string): WheelMetadata {
  const end = text.search(/\r?\n\r?\n/);
  const rows = (end < 0 ? text : text.slice(0, end)).split(/\r?\n/).flatMap((line) => {
    const [, key, value] = /^([A-Za-z-]+):\s*(.*)$/.exec(line) ?? [];
    return key ? [{ key: key.toLowerCase(), value: value!.trim() }] : [];
  });
  const all = (key: string) => rows.filter((row) => row.key === key).map(({ value }) => value);
  return {
    name: all("name")[0] ?? "",
    version: all("version")[0] ?? "",
    requires: all("requires-dist").filter((line) => !/;\s*extra\b/.test(line)),
    website: all("home-page")[0] ?? "",
  };
}

/** Hash of each file by path, as the wheel's RECORD has them in base64url; files without one are left out. */
export function parseRecord(text: string): Map<string, string> {
  const rows = text.split(/\r?\n/).map((line) => /^(?:"((?:[^"]|"")*)"|([^,]*)),sha256=([\w-]+),\d*$/.exec(line));
  return new Map(rows.flatMap((row) => (row ? [[row[1]?.replaceAll('""', '"') ?? row[2]!, row[3]!]] : [])));
}
