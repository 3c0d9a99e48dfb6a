export { decodeXml, type Decoded } from "./decode.ts";
export { DEFAULT_LIMITS, scanXml, type XmlHandlers, type XmlLimits } from "./scan.ts";
export { parseXml, XmlNode, type NodeKind, type XmlTree } from "./tree.ts";
