export { renderCsv } from "./csv/csv.ts";
export { renderParityCsv } from "./parity/csv.ts";
export { renderParityHtml } from "./parity/html/index.ts";
export { renderParityMarkdown } from "./parity/markdown.ts";
export {
  makeParityReport,
  type ParityReport,
  type ReportAttestation,
  type ReportInputs,
  type ReportPin,
} from "./parity/report.ts";
export { renderParityText } from "./parity/text.ts";
export { percent } from "./parity/words.ts";
