export { parseStructure } from "@ipai/python";
export { askPython, canonical } from "./oracle.ts";
export { outline } from "./outline.ts";
