export type { Break } from "./breaks.ts";
export { comparePictures, type Impact } from "./compare.ts";
export type { AccessChange, Delta, ModuleImpact } from "./module-impact.ts";
export { changedNames, type Picture, type PictureModule } from "./picture.ts";
export { renderBumpMarkdown, renderBumpText, type BumpReport, type ReportedCommit } from "./render.ts";
