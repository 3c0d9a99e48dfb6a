/** 1 for what begins an ASCII name, 2 for what only continues one. */
const ASCII = new Uint8Array(128);
for (let code = 0; code < 128; code++) {
  const char = String.fromCharCode(code);
  if (/\w/.test(char)) ASCII[code] = /\d/.test(char) ? 2 : 1;
}
const UNICODE = /[\p{ID_Start}_]\p{ID_Continue}*/uy;

/** Offset after the name that begins at `start`; `start` itself where none does. */
export function identifierEnd(text: string, start: number): number {
  let code = text.charCodeAt(start);
  if (code < 128 && ASCII[code] !== 1) return start;
  let end = start;
  while (code < 128 && ASCII[code] !== 0) code = text.charCodeAt(++end);
  if (!(code > 127)) return end;
  UNICODE.lastIndex = start;
  return UNICODE.test(text) ? UNICODE.lastIndex : start;
}

/** True for letters, digits and `_` of ASCII. */
export function isWordCode(code: number): boolean {
  return code < 128 && ASCII[code] !== 0;
}

/** Offset after the names that dots join without a gap, `fields.Char`; `start` itself where no name begins. */
export function dottedEnd(text: string, start: number): number {
  let end = identifierEnd(text, start);
  while (end > start && text.charCodeAt(end) === 46) {
    const next = identifierEnd(text, end + 1);
    if (next === end + 1) break;
    end = next;
  }
  return end;
}
