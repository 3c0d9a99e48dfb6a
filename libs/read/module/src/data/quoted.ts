const REST = /\w[\w.-]*/y;

/** Adds the names that begin with `prefix` and fill a string in quotes. */
export function addQuoted(text: string, prefix: string, to: Set<string>): void {
  for (let at = text.indexOf(prefix); at >= 0; at = text.indexOf(prefix, at + prefix.length)) {
    const quote = text[at - 1];
    if (quote !== "'" && quote !== '"') continue;
    REST.lastIndex = at + prefix.length;
    if (REST.test(text) && text[REST.lastIndex] === quote) to.add(text.slice(at, REST.lastIndex));
  }
}
