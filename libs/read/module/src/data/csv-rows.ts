const NOT_PLAIN = /["\r]/;
const [NEWLINE, RETURN, QUOTE, COMMA] = [0x0a, 0x0d, 0x22, 0x2c];
/** Ends a cell outside quotes. */
const STOP = /[,\r\n]/g;

/**
 * Hands over the rows of a CSV text as Python's `csv.reader` reads them, each with the line where it begins; empty lines
 * are no rows.
 *
 * @returns line of the first row that is none, since a quote is not closed or a carriage return ends no line; else null
 */
export function scanCsv(text: string, onRow: (cells: string[], line: number) => void): number | null {
  const isPlain = !NOT_PLAIN.test(text);
  let line = 1;
  let newline = text.indexOf("\n");
  for (let at = 0, next = 0; at < text.length; at = next) {
    const end = newline === -1 ? text.length : newline;
    const written = text.slice(at, end);
    if (isPlain || !NOT_PLAIN.test(written)) {
      // The many rows of code lists need no more than a split.
      if (written !== "") onRow(written.split(","), line);
      next = end + 1;
    } else {
      const cells: string[] = [];
      next = readCells(text, at, cells);
      if (next === -1) return line;
      if (/[^\r]/.test(written)) onRow(cells, line);
    }
    for (; newline !== -1 && newline < next; newline = text.indexOf("\n", newline + 1)) line++;
  }
  return null;
}

/** Adds the cells of the row at a place and returns where the next row begins; -1 where they cannot be told. */
function readCells(text: string, start: number, cells: string[]): number {
  for (let at = start; ; at++) {
    let quoted = "";
    if (text.charCodeAt(at) === QUOTE) {
      const close = closingQuote(text, at + 1);
      if (close === -1) return -1;
      quoted = text.slice(at + 1, close).replaceAll('""', '"');
      at = close + 1;
    }
    STOP.lastIndex = at;
    const stop = STOP.exec(text)?.index ?? text.length;
    cells.push(quoted + text.slice(at, stop));
    at = stop;
    if (text.charCodeAt(at) === COMMA) continue;
    while (text.charCodeAt(at) === RETURN) at++;
    return at === text.length || text.charCodeAt(at) === NEWLINE ? at + 1 : -1;
  }
}

/** The quote that ends a cell: two of them are one of its characters. */
function closingQuote(text: string, from: number): number {
  let close = text.indexOf('"', from);
  while (close !== -1 && text.charCodeAt(close + 1) === QUOTE) close = text.indexOf('"', close + 2);
  return close;
}
