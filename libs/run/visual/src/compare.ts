import { PNG } from "pngjs";
import { ssim } from "ssim.js";

export interface Similarity {
  /** Mean structural similarity: 1 for equal pictures, below 0 for opposite ones. */
  readonly ssim: number;
  /** Sizes in pixels; where they differ, the smaller picture is continued in white. */
  readonly baseline: { readonly width: number; readonly height: number };
  readonly actual: { readonly width: number; readonly height: number };
}

/** Thresholds of the plan: what a person would still call the same page. */
export const THRESHOLDS = { desktop: 0.98, mobile: 0.97 } as const;

/** Compares two PNG files by SSIM (Wang et al. 2004). Throws for bytes that are no PNG. */
export function comparePng(baseline: Uint8Array, actual: Uint8Array): Similarity {
  const [before, after] = [decode(baseline), decode(actual)];
  const width = Math.max(before.width, after.width);
  const height = Math.max(before.height, after.height);
  const { mssim } = ssim(onCanvas(before, width, height), onCanvas(after, width, height));
  return { ssim: Math.round(mssim * 10_000) / 10_000, baseline: sizeOf(before), actual: sizeOf(after) };
}

function sizeOf({ width, height }: PNG): { width: number; height: number } {
  return { width, height };
}

function decode(bytes: Uint8Array): PNG {
  return PNG.sync.read(Buffer.from(bytes));
}

/** The picture on white: a page that grew or shrank differs by what is missing. */
function onCanvas(image: PNG, width: number, height: number) {
  const canvas = new PNG({ width, height, fill: true });
  canvas.data.fill(255);
  PNG.bitblt(image, canvas, 0, 0, image.width, image.height, 0, 0);
  return { width, height, data: new Uint8ClampedArray(canvas.data) };
}
