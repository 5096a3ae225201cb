/** Says in which zone times are shown, and lets the visitor switch between two. */
import type { Speech } from "../../i18n/language";
import { formatZone } from "../../time/format";
import { h, uniqueId } from "../../ui/dom";
import "./zone-switch.css";

export interface Zones {
  visitor: string;
  practitioner: string;
}

/** Just a sentence when both zones are one. */
export function createZoneSwitch(
  zones: Zones,
  { chosen, choose, speech: { t, locale } }: { chosen: string; choose: (zone: string) => void; speech: Speech },
): HTMLElement {
  if (zones.visitor === zones.practitioner) {
    return h("p", { class: "zone-sentence" }, t.when.zone(formatZone(zones.visitor, locale)));
  }
  const name = uniqueId("zone");
  const choice = (zone: string, label: string): HTMLElement => {
    const input = h("input", { type: "radio", name, value: zone, onchange: () => choose(zone) });
    input.checked = zone === chosen;
    return h("label", { class: "zone-choice" }, input, h("span", {}, label));
  };
  return h("fieldset", { class: "zone-switch" },
    h("legend", {}, t.when.zoneChoice),
    choice(zones.visitor, t.when.zoneYours(formatZone(zones.visitor, locale))),
    choice(zones.practitioner, t.when.zoneTheirs(formatZone(zones.practitioner, locale))),
  );
}
