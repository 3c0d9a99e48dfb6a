export { parseLiteral } from "./literal/parse.ts";
export { decodeSource, type SourceText } from "./literal/source.ts";
export { getEntry, toJson, type Json, type Position, type PyEntry, type PyLiteral } from "./literal/value.ts";
export {
  dottedName,
  readCall,
  readJson,
  readLiteral,
  splitArguments,
  type PyArgument,
  type PyCall,
} from "./structure/expression.ts";
export { parseStructure } from "./structure/parse.ts";
export type {
  PyAssign,
  PyCallStatement,
  PyClass,
  PyFile,
  PyFunction,
  PyImport,
  PyStatement,
  Span,
} from "./structure/types.ts";
export type {
  PyClassNode,
  PyExpr,
  PyFunctionNode,
  PyImportNode,
  PyKeyword,
  PyNode,
  PyParameter,
} from "./syntax/ast.ts";
export { isFault, parseExpression, parseProgram, type PyFault } from "./syntax/parse.ts";
export { walkPython } from "./syntax/walk.ts";
