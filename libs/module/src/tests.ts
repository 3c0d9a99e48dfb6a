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
    for (const { name, className, line, shows } of readCases(Buffer.from(bytes(file) ?? []).toString("latin1"))) {
      methods++;
      classes.add(`${file}:${className}`);
      capabilities.push(...shows.map((capability) => ({ capability, name, file, line })));
    }
  }
  return { classes: classes.size, methods, ...(capabilities.length > 0 && { capabilities }) };
}

interface Case {
  /** `TestTax.test_rounding` */
  readonly name: string;
  readonly className: string;
  readonly line: number;
  /** Capability ids in its docstring. */
  readonly shows: string[];
}

function readCases(text: string): Case[] {
  const cases: Case[] = [];
  let className: string | null = null;
  let open: Case | null = null;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    className = /^class +(\w+)/.exec(line)?.[1] ?? className;
    const method = /^[ \t]+(?:async )?def +(\w+)\(/.exec(line)?.[1];
    if (method !== undefined) {
      open =
        className !== null && method.startsWith("test")
          ? { name: `${className}.${method}`, className, line: index + 1, shows: [] }
          : null;
      if (open) cases.push(open);
    }
    const named = /^[ \t]+(?:"""|''')? *Capability: *([^"']+)/.exec(line)?.[1];
    if (named !== undefined) open?.shows.push(...named.split(/[,\s]+/).filter(Boolean));
  }
  return cases;
}
