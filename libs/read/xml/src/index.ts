export { decodeXml, type Decoded } from "./decode.ts";
export type { Attributes, XmlHandlers } from "./events.ts";
export { DEFAULT_LIMITS, scanXml, type XmlLimits } from "./scan.ts";
export { parseXml, XmlNode, type NodeKind, type XmlTree } from "./tree.ts";
export { XPathError } from "./xpath/lexer.ts";
export { evaluateXPath, findElement } from "./xpath/xpath.ts";
export {
  append,
  cloneNode,
  detach,
  insertAfter,
  insertAt,
  insertBefore,
  makeElement,
  previousSibling,
} from "./edit.ts";
export { canonicalSha256, canonicalXml, inScope, serializeXml } from "./serialize.ts";
