import { createHash } from "node:crypto";
import { Enums, Models, Serialize, Spec, Validation } from "@cyclonedx/cyclonedx-library";
import { PackageURL } from "packageurl-js";
import { repositoryName } from "../names.ts";
import { wantedClosure } from "../pin.ts";
import { lockedModules, pinnedCommit, pins, type LockedModule } from "../pins.ts";
import { renderLock } from "../render.ts";
import type { Lock, Pin, PinnedPackage } from "../schema.ts";
import { spdx } from "./licences.ts";
import { requirements } from "./requirements.ts";

const VERSION = Spec.Version.v1dot6;

/**
 * The wanted closure as a CycloneDX document (JSON, 1.6): every module by repository, commit and path, with licence,
 * tree oid and dependencies, and the Python packages they need. Equal locks give equal documents.
 */
export function renderSbom(lock: Lock): string {
  const bom = new Models.Bom();
  bom.serialNumber = `urn:uuid:${uuidOf(renderLock(lock))}`;
  bom.metadata.timestamp = new Date(
    pins(lock)
      .map(({ pin }) => Date.parse(pin.date))
      .sort((a, b) => b - a)[0] ?? 0,
  );
  bom.metadata.component = new Models.Component(Enums.ComponentType.Application, "oca.lock.json", {
    bomRef: "oca.lock.json",
    version: lock.series,
  });
  const packages = packageComponents(lock);
  for (const component of [...moduleComponents(lock, packages), ...packages.values()]) bom.components.add(component);
  const serializer = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6));
  return `${serializer.serialize(bom, { sortLists: true, space: 2 })}\n`;
}

/** What the CycloneDX schema says against a document; null when nothing. */
export async function validateSbom(text: string): Promise<string | null> {
  const error = await new Validation.JsonStrictValidator(VERSION).validate(text);
  return error === null ? null : JSON.stringify(error);
}

type Components = ReadonlyMap<string, Models.Component>;

function moduleComponents(lock: Lock, packages: Components): Models.Component[] {
  const all = lockedModules(lock);
  const byName = new Map(pins(lock).map(({ name, pin }) => [name, pin]));
  const wanted = [...wantedClosure(lock)].filter((name) => all.has(name)).sort();
  const components = new Map(wanted.map((name) => [name, moduleComponent(name, all.get(name)!, byName)]));
  for (const [name, component] of components) {
    const { depends, python = [] } = all.get(name)!;
    const needs = [...depends.map((one) => components.get(one)), ...python.map((one) => packages.get(one))];
    for (const need of needs) if (need) component.dependencies.add(need.bomRef);
  }
  return [...components.values()];
}

function moduleComponent(name: string, module: LockedModule, byName: ReadonlyMap<string, Pin>): Models.Component {
  const { package: release } = module;
  const pin = byName.get(module.repository);
  const component = new Models.Component(Enums.ComponentType.Library, name, {
    bomRef: `${module.repository}/${module.path}`,
    version: release?.release ?? module.version,
    group: module.repository,
    purl: release ? packagePurl(release) : purlOf(pin!, module.path),
  });
  if (release) component.hashes.set(Enums.HashAlgorithm["SHA-256"], release.sha256);
  const id = spdx(module.license);
  component.licenses.add(id ? new Models.SpdxLicense(id) : new Models.NamedLicense(module.license || "none"));
  component.properties.add(new Models.Property("ipai:tree", module.tree));
  component.properties.add(new Models.Property("ipai:closure", module.closure));
  const url = pin?.url ?? release?.website;
  const comment = pin ? pinnedCommit(pin) : release?.provenance?.commit;
  if (url)
    component.externalReferences.add(
      new Models.ExternalReference(url, Enums.ExternalReferenceType.VCS, comment ? { comment } : {}),
    );
  return component;
}

/** Packages of an index that speaks pip's protocol are of the type `pypi`, whichever index it is. */
function packagePurl({ name, release, sha256 }: PinnedPackage): string {
  const project = name.toLowerCase().replaceAll("_", "-");
  return new PackageURL("pypi", null, project, release, { checksum: `sha256:${sha256}` }, null).toString();
}

function purlOf(pin: Pin, path: string): string {
  const [owner = "", name = ""] = (repositoryName(pin.url) ?? "").split("/");
  const github = pin.url.startsWith("https://github.com/");
  const qualifiers = github ? undefined : { vcs_url: `git+${pin.url}@${pinnedCommit(pin)}` };
  const type = github ? "github" : "generic";
  return new PackageURL(type, owner, name, pinnedCommit(pin), qualifiers, path).toString();
}

function packageComponents(lock: Lock): Components {
  const needed = requirements(lock).python.map(({ name }) => {
    const [, project = name] = /^([\w.-]+)/.exec(name) ?? [];
    const purl = new PackageURL("pypi", null, project.toLowerCase().replaceAll("_", "-"), null, null, null).toString();
    return [
      name,
      new Models.Component(Enums.ComponentType.Library, project, { bomRef: `pypi/${name}`, purl }),
    ] as const;
  });
  return new Map(needed);
}

/** A name-based UUID: the same text, the same number. */
function uuidOf(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    "-",
  );
}
