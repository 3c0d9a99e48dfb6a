import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import AdmZip from "adm-zip";

/** What a wheel is made of, each part to be falsified alone. */
export interface WheelParts {
  readonly name?: string;
  readonly version?: string;
  readonly generator?: string;
  /** Files by path in the archive; those of the module by default. */
  readonly files?: Readonly<Record<string, string>>;
  readonly manifest?: Readonly<Record<string, unknown>>;
  /** Unix modes of files that are no plain ones. */
  readonly modes?: Readonly<Record<string, number>>;
  /** Changes rows of RECORD, or leaves them out for null. */
  readonly record?: Readonly<Record<string, string | null>>;
}

/** A wheel of one module as whool makes it, with whatever the parts change. */
export function makeWheel(module: string, parts: WheelParts = {}): Buffer {
  const { name = `odoo-addon-${module}`, version = "19.0.1.0.0", generator = "Whool 1.3", record = {} } = parts;
  const manifest = { name: module, version: "19.0.1.0.0", license: "LGPL-3", depends: ["base"], ...parts.manifest };
  const own = {
    [`odoo/addons/${module}/__manifest__.py`]: `${JSON.stringify(manifest, null, 4)}\n`,
    [`odoo/addons/${module}/__init__.py`]: "",
  };
  const info = `${name.replaceAll("-", "_")}-${version}.dist-info`;
  const files: Record<string, string> = {
    ...(parts.files ?? own),
    [`${info}/METADATA`]: `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\nHome-page: https://github.com/OCA/web\n\ntext\n`,
    [`${info}/WHEEL`]: `Wheel-Version: 1.0\nGenerator: ${generator}\nRoot-Is-Purelib: true\nTag: py3-none-any\n`,
  };
  const rows = Object.entries(files).map(([path, text]) => {
    const row = path in record ? record[path] : createHash("sha256").update(text).digest("base64url");
    return row === null ? "" : `${path},sha256=${row},${Buffer.byteLength(text)}\n`;
  });
  files[`${info}/RECORD`] = `${rows.join("")}${info}/RECORD,,\n`;
  const zip = new AdmZip();
  for (const [path, text] of Object.entries(files)) {
    zip.addFile(path, Buffer.from(text));
    // The library writes plain files only; what is no plain file is said afterwards.
    zip.getEntry(path)!.attr = ((parts.modes?.[path] ?? 0o100644) << 16) >>> 0;
  }
  return zip.toBuffer();
}

/** Writes a wheel under the name that pip expects; answers its SHA-256. */
export function writeWheel(folder: string, module: string, parts: WheelParts = {}): string {
  const { name = `odoo-addon-${module}`, version = "19.0.1.0.0" } = parts;
  const bytes = makeWheel(module, parts);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name.replaceAll("-", "_")}-${version}-py3-none-any.whl`), bytes);
  return createHash("sha256").update(bytes).digest("hex");
}
