export { parseLiteral } from "./literal/parse.ts";
export { decodeSource, type SourceText } from "./literal/source.ts";
export { getEntry, toJson, type Json, type Position, type PyEntry, type PyLiteral } from "./literal/value.ts";
