import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { PyLiteral } from "@ipai/python";

/** True where a Python 3 can be asked. */
export function hasPython(): boolean {
  try {
    execFileSync("python3", ["-c", "import ast"]);
    return true;
  } catch {
    return false;
  }
}

/** One process of `script` (beside this file) answers all questions, one JSON line each. */
export function askPython(script: string, questions: readonly unknown[]): string[] {
  const input = questions.map((question) => `${JSON.stringify(question)}\n`).join("");
  const path = fileURLToPath(new URL(script, import.meta.url));
  const output = execFileSync("python3", [path], { input, encoding: "utf8", maxBuffer: 2 ** 30 });
  return output.split("\n").slice(0, -1);
}

/** A literal in the tagged form of `literal_oracle.py`. */
export function dumpLiteral(literal: PyLiteral): unknown[] {
  switch (literal.kind) {
    case "none":
    case "ellipsis":
      return [literal.kind];
    case "bool":
    case "str":
      return [literal.kind, literal.value];
    case "int":
      return [
        "int",
        `${literal.value < 0n ? "-" : ""}0x${(literal.value < 0n ? -literal.value : literal.value).toString(16)}`,
      ];
    case "float":
      return ["float", doubleHex(literal.value)];
    case "complex":
      return ["complex", doubleHex(literal.real), doubleHex(literal.imag)];
    case "bytes":
      return ["bytes", Buffer.from(literal.value).toString("hex")];
    case "dict":
      return ["dict", literal.entries.map(({ key, value }) => [dumpLiteral(key), dumpLiteral(value)])];
    default:
      return [literal.kind, literal.items.map(dumpLiteral)];
  }
}

/** Equal data, equal text: sets sorted, since Python keeps them in no order. */
export function canonical(dump: unknown): string {
  return JSON.stringify(dump, (_key, value) =>
    Array.isArray(value) && value[0] === "set" && Array.isArray(value[1])
      ? ["set", value[1].map(canonical).sort()]
      : value,
  );
}

function doubleHex(value: number): string {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return bytes.toString("hex");
}
