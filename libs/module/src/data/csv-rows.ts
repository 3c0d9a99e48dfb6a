/** A quoted part is in group 1, what follows it or an unquoted cell in 2, what ends the cell in 3. */
const CELL = /(?:"([^"]*(?:""[^"]*)*)"(?!")|(?!"))([^,\r\n]*)(,|\r*\n|\r*$)/y;
const NOT_PLAIN = /["\r]/;
const EMPTY = /^\r*$/;

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
      const cells = readCells(text, at);
      if (!cells) return line;
      if (!EMPTY.test(written)) onRow(cells, line);
      next = CELL.lastIndex;
    }
    for (; newline !== -1 && newline < next; newline = text.indexOf("\n", newline + 1)) line++;
  }
  return null;
}

/** Cells of the row at a place; `CELL.lastIndex` is then where the next one begins. Null where they cannot be told. */
function readCells(text: string, start: number): string[] | null {
  const cells: string[] = [];
  CELL.lastIndex = start;
  for (let match = CELL.exec(text); match; match = CELL.exec(text)) {
    const rest = match[2] as string;
    cells.push(match[1] === undefined ? rest : match[1].replaceAll('""', '"') + rest);
    if (match[3] !== ",") return cells;
  }
  return null;
}
