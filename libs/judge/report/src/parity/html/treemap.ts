import { TIERS, type CapabilityResult } from "@ipai/parity";
import { hierarchy, treemap, type HierarchyNode, type HierarchyRectangularNode } from "d3-hierarchy";
import { html, type Html } from "../../html/html.ts";
import { percent, TIER_WORDS } from "../words.ts";

interface Tree {
  readonly name: string;
  readonly capability?: CapabilityResult;
  readonly children?: readonly Tree[];
}

/** A desk and a phone, in CSS pixels: labels stay readable, so each has its own layout. */
const SHAPES = [
  { name: "desk", width: 1180, height: 560 },
  { name: "phone", width: 340, height: 680 },
] as const;
const LABEL = 20;

/**
 * Every capability as an area of its weight, coloured by its evidence, inside its domain. A picture for the eye: the
 * table of domains below it and the list of capabilities say the same to everyone else.
 */
export function renderTreemap(capabilities: readonly CapabilityResult[]): Html {
  return html`<section>
    <h2 id="gap">The gap, at a glance</h2>
    <p class="soft small">
      Area is weight, colour is evidence: pale areas are the gap. Select an area to read its evidence.
    </p>
    <ul class="legend">
      ${TIERS.map((tier) => html`<li class="${tier}"><span class="dot"></span>${tier}: ${TIER_WORDS[tier]}</li>`)}
    </ul>
    ${SHAPES.map((shape) => renderShape(shape, capabilities))}
  </section>`;
}

function renderShape(
  { name, width, height }: (typeof SHAPES)[number],
  capabilities: readonly CapabilityResult[],
): Html {
  const domains = [...new Set(capabilities.map(({ domain }) => domain))].sort();
  const root = hierarchy<Tree>({
    name: "",
    children: domains.map((domain) => ({
      name: domain,
      children: capabilities
        .filter((it) => it.domain === domain)
        .map((capability) => ({ name: capability.title, capability })),
    })),
  })
    .sum(({ capability }) => capability?.weight ?? 0)
    .sort(
      (a, b) => strength(b) - strength(a) || (b.value ?? 0) - (a.value ?? 0) || (a.data.name < b.data.name ? -1 : 1),
    );
  const placed = treemap<Tree>()
    .size([width, height])
    .paddingTop((node) => (node.depth === 1 ? LABEL : 0))
    .paddingInner(1)(root);
  const at = (node: HierarchyRectangularNode<Tree>) =>
    `left:${share(node.x0, width)};top:${share(node.y0, height)};width:${share(node.x1 - node.x0, width)};height:${share(node.y1 - node.y0, height)}`;
  return html`<div class="map ${name}" aria-hidden="true" style="aspect-ratio:${width}/${height}">
    ${(placed.children ?? []).map((node) => html`<span class="domain" style="${at(node)}">${node.data.name}</span>`)}
    ${placed.leaves().map((node) => renderArea(node, at(node)))}
  </div>`;
}

function renderArea({ data, x0, x1, y0, y1 }: HierarchyRectangularNode<Tree>, style: string): Html | null {
  const it = data.capability;
  if (!it || it.weight === 0) return null;
  const fits = fitsInto(it.title, x1 - x0 - 8, y1 - y0 - 4);
  const title = `${it.title}: ${it.tier}, ${percent(it.share)} of weight ${it.weight}`;
  return html`<a class="${it.tier}" tabindex="-1" href="#${it.id}" style="${style}" title="${title}"
    >${fits && it.title}</a
  >`;
}

/** Whether a label can be read whole, by the width of an average letter; half a word helps nobody. */
function fitsInto(text: string, width: number, height: number): boolean {
  const letters = Math.floor(width / 6.4);
  const lines = Math.floor(height / 14.5);
  const words = text.split(" ");
  let used = 1;
  let left = letters;
  for (const { length } of words) {
    if (length > letters) return false;
    if (length > left) {
      used += 1;
      left = letters;
    }
    left -= length + 1;
  }
  return used <= lines;
}

/** Domains by weight; inside one, the strongest evidence first. */
function strength({ data, depth, value }: HierarchyNode<Tree>): number {
  return depth === 1 ? (value ?? 0) : data.capability ? TIERS.indexOf(data.capability.tier) : 0;
}

const share = (part: number, whole: number) => `${((part / whole) * 100).toFixed(2)}%`;
