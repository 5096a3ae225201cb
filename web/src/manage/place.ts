/** Where a booking takes place, as its client reads it; null where the practice has not said. */
import type { Place } from "../api/contract";
import type { Catalogue } from "../i18n/en";
import { h } from "../ui/dom";

export function describePlace({ kind, address, video_url }: Place, t: Catalogue): string | HTMLElement | null {
  switch (kind) {
    case "in_person":
      return address;
    case "online":
      return video_url ? h("a", { href: video_url, rel: "noopener noreferrer" }, video_url) : t.facts.places.online;
    default:
      return t.facts.places[kind];
  }
}
