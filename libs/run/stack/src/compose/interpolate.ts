/** Variables by name, as a shell or an env file gives them to Compose. */
export type Variables = Readonly<Record<string, string | undefined>>;

const NAME = /^[A-Za-z_][A-Za-z0-9_]*/;

/**
 * Text with Compose's variables put in: `$NAME`, `${NAME}`, `${NAME:-default}`, `${NAME-default}`, `${NAME:?message}`,
 * `${NAME?message}`, `${NAME:+other}`, `${NAME+other}`, nested ones, and `$$` for a dollar.
 *
 * @throws Error with Compose's own words where the text is no template, or a required variable is not there
 */
export function interpolate(text: string, variables: Variables): string {
  let result = "";
  let rest = text;
  for (let at = rest.indexOf("$"); at >= 0; at = rest.indexOf("$")) {
    result += rest.slice(0, at);
    const [value, length] = substitute(rest.slice(at), variables, text);
    result += value;
    rest = rest.slice(at + length);
  }
  return result + rest;
}

/** The value of the variable that stands at the beginning of a text, and how many characters it took. */
function substitute(text: string, variables: Variables, whole: string): readonly [string, number] {
  if (text[1] === "$") return ["$", 2];
  const plain = NAME.exec(text.slice(1))?.[0];
  if (plain) return [variables[plain] ?? "", plain.length + 1];
  const end = text[1] === "{" ? closing(text) : -1;
  const name = NAME.exec(text.slice(2, Math.max(end, 2)))?.[0];
  if (!name) throw new Error(`invalid interpolation format: ${JSON.stringify(whole)}; a dollar is written $$`);
  const [, operator, word] = /^(:?[-?+])?(.*)$/s.exec(text.slice(2 + name.length, end))! as unknown as string[];
  if (!operator && word) throw new Error(`invalid interpolation format: ${JSON.stringify(whole)}`);
  const value = variables[name];
  const there = operator?.startsWith(":") ? Boolean(value) : value !== undefined;
  return [pick(operator?.at(-1), { name, value, there, word: () => interpolate(word!, variables) }), end + 1];
}

interface Choice {
  readonly name: string;
  readonly value: string | undefined;
  readonly there: boolean;
  readonly word: () => string;
}

function pick(operator: string | undefined, { name, value, there, word }: Choice): string {
  if (operator === "+") return there ? word() : "";
  if (there) return value!;
  if (operator === "?") throw new Error(`required variable ${name} is missing a value: ${word()}`);
  return operator === "-" ? word() : "";
}

/** Where the brace closes that opens at position 1; -1 where it does not. */
function closing(text: string): number {
  for (let at = 2, depth = 1; at < text.length; at++) {
    if (text.startsWith("${", at)) depth++;
    if (text[at] === "}" && --depth === 0) return at;
  }
  return -1;
}

/** A document with variables put into every text of it; keys stay. Faults name the place. */
export function interpolateTree(
  node: unknown,
  variables: Variables,
  fault: (keys: readonly string[], message: string) => void,
  keys: readonly string[] = [],
): unknown {
  if (typeof node === "string") {
    try {
      return interpolate(node, variables);
    } catch (error) {
      fault(keys, (error as Error).message);
      return node;
    }
  }
  if (Array.isArray(node)) return node.map((item, at) => interpolateTree(item, variables, fault, [...keys, `${at}`]));
  if (typeof node !== "object" || node === null) return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [key, interpolateTree(value, variables, fault, [...keys, key])]),
  );
}
