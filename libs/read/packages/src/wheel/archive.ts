import { inflateRawSync } from "node:zlib";
import AdmZip from "adm-zip";

/** One file of an archive, checked but not yet unpacked. */
export interface ArchiveFile {
  readonly path: string;
  /** Unix mode as the archive has it; 0 where it has none. */
  readonly unixMode: number;
  /** Its bytes. Throws where they are damaged or more than the directory says. */
  bytes(): Buffer;
}

/** No module comes near: what is larger is made to fill a disk. */
const MOST_FILES = 20_000;
const LARGEST_WHEEL = 256 * 2 ** 20;

/** The files of a ZIP archive, by its directory. Throws an `Error` that says what is wrong with it. */
export function readArchive(archive: Buffer): ArchiveFile[] {
  const entries = new AdmZip(archive, { noSort: true }).getEntries();
  if (entries.length > MOST_FILES) throw new Error(`it holds ${entries.length} files`);
  const total = entries.reduce((sum, { header }) => sum + header.size, 0);
  if (total > LARGEST_WHEEL) throw new Error(`it unpacks to ${total} bytes`);
  return entries.filter(({ entryName }) => !entryName.endsWith("/")).map(toFile);
}

const STORED = 0;
const DEFLATED = 8;

function toFile(entry: AdmZip.IZipEntry): ArchiveFile {
  const { entryName: path, header, attr } = entry;
  const { size, method } = header;
  if (header.encrypted) throw new Error(`${path} is encrypted`);
  if (method !== STORED && method !== DEFLATED) throw new Error(`${path} is packed by method ${method}`);
  const bytes = () => {
    const packed = entry.getCompressedData();
    // `maxOutputLength` stops a bomb whose directory lies about its size.
    const found = method === STORED ? packed : inflateRawSync(packed, { maxOutputLength: size + 1 });
    if (found.length !== size) throw new Error(`${path} has not the size that the archive says`);
    return found;
  };
  return { path, unixMode: attr >>> 16, bytes };
}
