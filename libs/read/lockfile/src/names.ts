/** What git could read as an option, a command or a second line is refused before git sees it. */
const NOT_PRINTABLE = /[^ -~]/;
const SCHEMES = /^(?:https|ssh|file):\/\/(?!-)([^/?#]*)[/]/;
const SCP_LIKE = /^(?!-)[\w.-]+@(?!-)[\w.-]+:(?!:)[^\s]+$/;

/**
 * True for a URL that git may be given: https, ssh, file, `user@host:path` or an absolute path.
 * Refused: remote helpers (`ext::`, `fd::`), options, hosts that start with `-`, and passwords, which a lock would publish.
 */
export function isSafeUrl(url: string): boolean {
  if (NOT_PRINTABLE.test(url) || url.includes("::")) return false;
  const authority = SCHEMES.exec(url)?.[1];
  if (authority !== undefined) return !authority.includes(":") || /^[^@]*:\d+$/.test(authority.replace(/^[^@:]*@/, ""));
  return url.startsWith("/") || SCP_LIKE.test(url);
}

/** True for a branch or full ref name by the rules of `git check-ref-format`, and never an option. */
export function isSafeRef(ref: string): boolean {
  if (!/^(?![-/.])[\w./+#=@%,-]+$/.test(ref) || ref === "@" || ref === "HEAD") return false;
  return !/\.\.|\/\/|@\{|\/\.|\.lock(?:\/|$)|[./]$/.test(ref);
}

/** `OCA/server-tools` of a URL or of a short name: the last two parts of the path. */
export function repositoryName(url: string): string | null {
  const match = /([\w.-]+)[/:]([\w.-]+?)(?:\.git)?\/?$/.exec(url);
  return match && !/^[-.]/.test(match[1]!) && !/^[-.]/.test(match[2]!) ? `${match[1]}/${match[2]}` : null;
}
