export { moduleOf, normalName, packageName } from "./names.ts";
export { findPip } from "./index/pip.ts";
export { type IndexOptions, readPipSettings } from "./index/places.ts";
export { findPackages, type Finder, type Sought } from "./index/find.ts";
export { fetchWheels } from "./index/fetch.ts";
export { WheelStore } from "./store.ts";
export { readWheel, type Wheel } from "./wheel/wheel.ts";
export { openPackage, writeFiles } from "./open.ts";
export { compareVersions, fits, specifierOf } from "./versions.ts";
