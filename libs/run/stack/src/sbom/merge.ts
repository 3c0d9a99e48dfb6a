import { createHash } from "node:crypto";
import type { LockedImage } from "../images/lock.ts";

interface Component {
  readonly "bom-ref"?: string;
  readonly type: string;
  readonly name: string;
  readonly [key: string]: unknown;
}

interface Dependency {
  readonly ref: string;
  readonly dependsOn?: readonly string[];
}

/** What of a CycloneDX document is merged. */
export interface Bom {
  readonly metadata?: { readonly component?: Component };
  readonly components?: readonly Component[];
  readonly dependencies?: readonly Dependency[];
}

export interface SbomParts {
  readonly version: string;
  /** Bills of the parts: our tools from npm, the add-ons from the lock. */
  readonly boms: readonly Bom[];
  readonly images: readonly LockedImage[];
  /** Debian packages of the Odoo image, by name. */
  readonly packages: readonly string[];
  /** The day whose Debian they come from: `20260918T000000Z`. */
  readonly snapshot: string;
}

/**
 * One CycloneDX 1.6 document of everything that the stack is made of: npm packages, Odoo modules with their Python
 * needs, images, Debian packages. Equal parts give equal bytes: there is no time in it.
 */
export function mergeSboms({ version, boms, images, packages, snapshot }: SbomParts): string {
  const roots = boms.flatMap(({ metadata }) => metadata?.component ?? []);
  const debian = packages.map((name) => debianPackage(name, snapshot));
  const containers = images.map(container);
  const root = { type: "application", name: "odoo-parity-stack", version, "bom-ref": "odoo-parity-stack" };
  const parts = [...roots, ...containers, ...debian];
  const components = unique([...parts, ...boms.flatMap((bom) => bom.components ?? [])]);
  const known = new Map(boms.flatMap((bom) => bom.dependencies ?? []).map((it) => [it.ref, it]));
  const dependencies = [
    { ref: root["bom-ref"], dependsOn: parts.map((part) => part["bom-ref"]!).sort() },
    ...components.map((component) => known.get(component["bom-ref"]!) ?? { ref: component["bom-ref"]! }),
  ];
  const content = { metadata: { component: root }, components, dependencies };
  const head = { bomFormat: "CycloneDX", specVersion: "1.6", serialNumber: serialOf(content), version: 1 };
  return `${JSON.stringify({ $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json", ...head, ...content }, null, 2)}\n`;
}

/** What the CycloneDX schema says against a document; null when nothing. */
export async function validateSbom(text: string): Promise<string | null> {
  // The library is large, and only this needs it.
  const { Spec, Validation } = await import("@cyclonedx/cyclonedx-library");
  const error = await new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(text);
  return error === null ? null : JSON.stringify(error);
}

function container({ image, digest, license }: LockedImage): Component {
  const [name, tag] = image.split(":") as [string, string];
  const purl = `pkg:docker/${name}@${encodeURIComponent(digest)}?tag=${tag}`;
  const hashes = [{ alg: "SHA-256", content: digest.replace("sha256:", "") }];
  return {
    type: "container",
    name,
    version: tag,
    "bom-ref": purl,
    hashes,
    licenses: [{ license: { name: license } }],
    purl,
  };
}

function debianPackage(name: string, snapshot: string): Component {
  const purl = `pkg:deb/debian/${name}?distro=bookworm-${snapshot}`;
  return { type: "library", name, "bom-ref": purl, purl };
}

function unique(components: readonly Component[]): Component[] {
  const byRef = new Map(components.map((component) => [component["bom-ref"]!, component]));
  return [...byRef].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, component]) => component);
}

/** A UUID of the content, marked as version 8 (RFC 9562: by a hash of our own). */
function serialOf(content: unknown): string {
  const hex = createHash("sha256").update(JSON.stringify(content)).digest("hex");
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ];
  return `urn:uuid:${parts.join("-")}`;
}
