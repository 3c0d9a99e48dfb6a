import { formatLocation, type Location } from "@ipai/core";
import { html, type Html } from "../../html/html.ts";
import type { ReportPin } from "@ipai/parity";

/** Turns a place into a link to the public repository at that commit and line; without one it stays text. */
export type RenderPlace = (at: Location) => Html;

export function placeRenderer(pins: readonly ReportPin[]): RenderPlace {
  const urls = new Map(pins.map(({ name, url }) => [name, url.replace(/\.git$/, "")] as const));
  return (at) => {
    const url = at.commit === undefined ? undefined : urls.get(at.source ?? "");
    const text = formatLocation(at);
    if (!url?.startsWith("https://")) return html`<span class="place">${text}</span> `;
    const line = at.line === undefined ? "" : `#L${at.line}`;
    return html`<a class="place" href="${url}/blob/${at.commit}/${at.path}${line}">${text}</a> `;
  };
}

/** The first places, and how many more there are. */
export function renderPlaces(places: readonly Location[], place: RenderPlace, limit = 3): Html {
  const more = places.length - limit;
  return html`${places.slice(0, limit).map(place)}${more > 0 && html`<span class="soft small">and ${more} more</span>`}`;
}
