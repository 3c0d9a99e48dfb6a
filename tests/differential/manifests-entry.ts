export { parseLiteral } from "@ipai/python";
export { askPython, canonical, dumpLiteral } from "./oracle.ts";
