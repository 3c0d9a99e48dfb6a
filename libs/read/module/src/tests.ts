import type { ModuleFacts, TestCapability } from "./facts.ts";

/** Python files whose lines and methods count as tests. */
export const isTest = (path: string): boolean => /^tests\/.*\.py$/.test(path);

/** Counts the tests of a module's Python files, and reads which capabilities they say they show. */
export function readTests(
  files: readonly string[],
  bytes: (path: string) => Uint8Array | undefined,
): ModuleFacts["tests"] {
  let methods = 0;
  const classes = new Set<string>();
  const capabilities: TestCapability[] = [];
  for (const file of files.filter(isTest)) {
    for (const { name, className, line, shows } of readCases(latin1(bytes(file)))) {
      methods++;
      classes.add(`${file}:${className}`);
      capabilities.push(...shows.map((capability) => ({ capability, name, file, line })));
    }
  }
  return { classes: classes.size, methods, ...(capabilities.length > 0 && { capabilities }) };
}

function latin1(bytes: Uint8Array | undefined): string {
  return bytes ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1") : "";
}

interface Case {
  /** `TestTax.test_rounding` */
  readonly name: string;
  readonly className: string;
  readonly line: number;
  /** Capability ids in its docstring. */
  readonly shows: string[];
}

/**
 * A class, a method, or the capabilities a docstring names: all that matters of a test file. What must stand before a word
 * is looked at behind it, for a search by word is seven times faster than one by line.
 */
const LINE =
  /class(?<=^class) +(\w+)|def(?<=^[ \t]+(?:async )?def) +(\w+)\(|Capability:(?<=^[ \t]+(?:"""|''')? *Capability:) *([^"'\n]+)/gm;

function readCases(text: string): Case[] {
  const cases: Case[] = [];
  let className: string | null = null;
  let open: Case | null = null;
  let line = 1;
  let counted = 0;
  for (const { index, 1: classed, 2: method, 3: named } of text.matchAll(LINE)) {
    if (classed !== undefined) className = classed;
    else if (method !== undefined) {
      open = null;
      if (className === null || !method.startsWith("test")) continue;
      line += newlinesIn(text, counted, index);
      counted = index;
      open = { name: `${className}.${method}`, className, line, shows: [] };
      cases.push(open);
    } else open?.shows.push(...named!.split(/[,\s]+/).filter(Boolean));
  }
  return cases;
}

function newlinesIn(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf("\n", from); at >= 0 && at < to; at = text.indexOf("\n", at + 1)) count++;
  return count;
}
