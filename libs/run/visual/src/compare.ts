import pixelmatch from "pixelmatch";
import { PNG } from "pngjs";
import { ssim } from "ssim.js";

export interface Similarity {
  /** Mean structural similarity at full resolution: 1 for equal pictures, below 0 for opposite ones. */
  readonly ssim: number;
  /** The least alike square of `TILE` pixels: a whole page's mean hides a button that is gone. */
  readonly tile: { readonly ssim: number; readonly x: number; readonly y: number };
  /** Pixels of another colour in the `WINDOW` × `WINDOW` square that has most of them. */
  readonly density: number;
  /** Sizes in pixels; where they differ, the smaller picture is continued in white. */
  readonly baseline: Size;
  readonly actual: Size;
  /** The picture, pale, with what differs in red: PNG. */
  readonly diff: Buffer;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Mean SSIM of the plan: what a person would still call the same page at first sight. Necessary, never enough. */
export const THRESHOLDS = { desktop: 0.98, mobile: 0.97 } as const;
/** What a single place may differ: the smallest edits of docs/decisions/180-visual-likeness.md lie beyond it. */
export const LIMITS = { tile: 0.95, density: 6 } as const;

const TILE = 64;
const WINDOW = 16;
/** Distance of colours, 0 to 1 (OKLab): below it nobody sees a difference. */
const COLOUR = 0.02;

/**
 * Compares two PNG files: SSIM (Wang et al. 2004) of the whole and of its worst tile, and the densest place of pixels
 * whose colour differs. Throws for bytes that are no PNG.
 */
export function comparePng(baseline: Uint8Array, actual: Uint8Array): Similarity {
  const [before, after] = [decode(baseline), decode(actual)];
  const width = Math.max(before.width, after.width, WINDOW);
  const height = Math.max(before.height, after.height, WINDOW);
  const [left, right] = [onCanvas(before, width, height), onCanvas(after, width, height)];
  const diff = new PNG({ width, height });
  const density = pixelmatch(left.data, right.data, diff.data, width, height, {
    threshold: COLOUR,
    windowSize: WINDOW,
  });
  const tiles = likenessByTile(left, right);
  const worst = tiles.reduce((least, tile) => (tile.ssim < least.ssim ? tile : least));
  const pixels = tiles.reduce((sum, tile) => sum + tile.pixels, 0);
  return {
    ssim: round(tiles.reduce((sum, tile) => sum + tile.ssim * tile.pixels, 0) / pixels),
    tile: { ssim: round(worst.ssim), x: worst.x, y: worst.y },
    density,
    baseline: sizeOf(before),
    actual: sizeOf(after),
    diff: PNG.sync.write(diff),
  };
}

/** Why two pictures are not the same page; empty where they are. */
export function differences(found: Similarity, threshold: number): string[] {
  const { baseline, actual, tile, density } = found;
  return [
    ...(sized(baseline) === sized(actual) ? [] : [`${sized(actual)} pixels, ${sized(baseline)} before`]),
    ...(found.ssim >= threshold ? [] : [`SSIM ${found.ssim}, ${threshold} is asked for`]),
    ...(tile.ssim >= LIMITS.tile ? [] : [`SSIM ${tile.ssim} at ${tile.x},${tile.y}, ${LIMITS.tile} is asked for`]),
    ...(density <= LIMITS.density
      ? []
      : [`${density} pixels of another colour in one place, ${LIMITS.density} may be`]),
  ];
}

interface Tile {
  readonly x: number;
  readonly y: number;
  readonly pixels: number;
  readonly ssim: number;
}

/** Strip by strip, since a map of a whole page takes gigabytes; strips of equal bytes cost nothing. */
function likenessByTile(left: Picture, right: Picture): Tile[] {
  const tiles: Tile[] = [];
  for (let top = 0; top < left.height; top += TILE) {
    // A picture's last rows go with the strip before: SSIM looks at squares of 11 pixels.
    const last = top + 2 * TILE > left.height;
    const [before, after] = [left, right].map((picture) => rows(picture, top, last ? picture.height : top + TILE)) as [
      Picture,
      Picture,
    ];
    const same = bytes(before).equals(bytes(after));
    // By default ssim.js shrinks what is larger than 256 pixels, and a button with it.
    const map = same ? null : ssim(before, after, { downsample: false }).ssim_map;
    for (let x = 0; x < left.width; x += TILE) {
      const right = Math.min(x + TILE, left.width);
      tiles.push({ x, y: top, pixels: (right - x) * before.height, ssim: map ? meanOf(map, x, right) : 1 });
    }
    if (last) break;
  }
  return tiles;
}

/** @param map an SSIM for each pixel that has a whole square around it, so a little smaller than the picture */
function meanOf(map: { width: number; height: number; data: ArrayLike<number> }, from: number, to: number): number {
  const [left, right] = [Math.min(from, map.width - 1), Math.min(to, map.width)];
  let sum = 0;
  for (let y = 0; y < map.height; y += 1) for (let x = left; x < right; x += 1) sum += map.data[y * map.width + x]!;
  return sum / (map.height * (right - left));
}

const bytes = ({ data }: Picture) => Buffer.from(data.buffer, data.byteOffset, data.byteLength);

interface Picture extends Size {
  readonly data: Uint8ClampedArray;
}

function rows({ width, data }: Picture, top: number, bottom: number): Picture {
  return { width, height: bottom - top, data: data.subarray(top * width * 4, bottom * width * 4) };
}

const sized = ({ width, height }: Size): string => `${width} × ${height}`;

const round = (value: number) => Math.round(value * 10_000) / 10_000;

function sizeOf({ width, height }: PNG): Size {
  return { width, height };
}

function decode(bytes: Uint8Array): PNG {
  return PNG.sync.read(Buffer.from(bytes));
}

/** The picture on white: a page that grew or shrank differs by what is missing. */
function onCanvas(image: PNG, width: number, height: number): Picture {
  const canvas = new PNG({ width, height, fill: true });
  canvas.data.fill(255);
  PNG.bitblt(image, canvas, 0, 0, image.width, image.height, 0, 0);
  return { width, height, data: new Uint8ClampedArray(canvas.data) };
}
