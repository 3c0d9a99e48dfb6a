import { compareText } from "@ipai/core";
import { findBreaks, type Break } from "./breaks.ts";
import { moduleImpact, type ModuleImpact } from "./module-impact.ts";
import { changedNames, type Picture } from "./picture.ts";
import { goneBetween, surfaceOf } from "./surface.ts";
import { findViewBreaks } from "./views.ts";

/** What moving from one picture of a closure to another means. */
export interface Impact {
  readonly modules: readonly ModuleImpact[];
  /** Errors are certain, warnings are likely. */
  readonly breaks: readonly Break[];
  readonly views: { readonly checked: number; readonly unchecked: readonly string[] };
}

/** Compares two pictures of one closure. Pure but for the archs that `Picture.read` hands over. */
export function comparePictures(before: Picture, after: Picture): Impact {
  const changed = changedNames(before, after);
  const sides = { before: surfaceOf(before), after: surfaceOf(after) };
  const surfaces = { ...sides, gone: goneBetween(sides.before, sides.after) };
  const [old, now] = [before, after].map(({ modules }) => new Map(modules.map((module) => [module.name, module])));
  const views = findViewBreaks(before, after, changed);
  const breaks = [...findBreaks(before, after, surfaces, changed), ...views.breaks];
  return {
    modules: [...changed].map((name) => moduleImpact(old!.get(name), now!.get(name), surfaces)),
    breaks: breaks.sort((a, b) => Number(b.innocent) - Number(a.innocent) || compareText(a.module, b.module)),
    views: { checked: views.checked, unchecked: views.unchecked },
  };
}
