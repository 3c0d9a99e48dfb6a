import { compareText } from "@ipai/core";
import { Lock } from "./schema.ts";

/** Each of these is one line, so that a diff of the lock is a list of what moved. */
const ONE_LINE = [
  /^wish\.core$/,
  /^wish\.repositories\.[^.]+$/,
  /\.(?:modules|packages)\.[^.]+$/,
  /\.(?:merges|folders|mends)\.\d+$/,
];

/** The canonical text of a lock: keys in the order of the schema, names sorted, a line per module. */
export function renderLock(lock: Lock): string {
  return `${render(Lock.parse(lock), "", [])}\n`;
}

function render(value: unknown, indent: string, path: readonly string[]): string {
  if (value === null || typeof value !== "object" || ONE_LINE.some((line) => line.test(key(path))))
    return inline(value);
  const inner = `${indent}  `;
  const lines = Array.isArray(value)
    ? value.map((item, index) => inner + render(item, inner, [...path, String(index)]))
    : entries(value, path).map(
        ([name, item]) => `${inner}${JSON.stringify(name)}: ${render(item, inner, [...path, name])}`,
      );
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  return lines.length === 0 ? open + close : `${open}\n${lines.join(",\n")}\n${indent}${close}`;
}

/** Dots inside names would blur the levels. */
const key = (path: readonly string[]) => path.map((part) => part.replaceAll(".", "_")).join(".");

function entries(value: object, path: readonly string[]): [string, unknown][] {
  const all = Object.entries(value).filter(([, item]) => item !== undefined);
  const isRecord = ["repositories", "modules", "packages"].includes(path.at(-1) ?? "");
  return isRecord ? all.sort(([a], [b]) => compareText(a, b)) : all;
}

function inline(value: unknown): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(inline).join(", ")}]`;
  const parts = Object.entries(value).filter(([, item]) => item !== undefined);
  return `{ ${parts.map(([name, item]) => `${JSON.stringify(name)}: ${inline(item)}`).join(", ")} }`;
}
