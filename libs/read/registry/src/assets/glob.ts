/** True for a path with a wildcard, as `odoo/addons/base/models/ir_asset.py: is_wildcard_glob` tells. */
export function isGlob(path: string): boolean {
  return /[*[\]?]/.test(path);
}

/**
 * Python's `glob(pattern, recursive=True)` as a regular expression over `/`-separated paths: `**` alone in a segment
 * spans folders, no wildcard matches a leading dot.
 */
export function globPattern(pattern: string): RegExp {
  const segments = pattern.split("/");
  const last = segments.length - 1;
  const source = segments.map((segment, index) => {
    if (segment === "**") return index === last ? "(?!\\.)[^/]+(?:/(?!\\.)[^/]+)*" : "(?:(?!\\.)[^/]+/)*";
    return segmentPattern(segment) + (index === last ? "" : "/");
  });
  return new RegExp(`^${source.join("")}$`);
}

/** `fnmatch.translate` for one segment. */
function segmentPattern(segment: string): string {
  const body = segment.replace(/\[(!?)([^\]]+)\]|\*+|\?|[^*?[]+|\[/g, (token, negated: string, set: string) => {
    if (set !== undefined) return `[${negated ? "^" : ""}${set.replace(/[\\^]/g, "\\$&")}]`;
    if (token.startsWith("*")) return "[^/]*";
    if (token === "?") return "[^/]";
    return token.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  });
  return /^[*?[]/.test(segment) ? `(?!\\.)${body}` : body;
}
