export { renderCsv } from "./csv/csv.ts";
export { renderParityCsv } from "./parity/csv.ts";
export { renderParityHtml } from "./parity/html/index.ts";
export { renderParityMarkdown } from "./parity/markdown.ts";
export { renderParityText } from "./parity/text.ts";
export { percent } from "./parity/words.ts";
export { renderParityDiff } from "./parity/diff.ts";
export { renderCapabilityText } from "./parity/explain.ts";
