/** The days of one week that have free times, each with its times as buttons. */
import type { Speech } from "../../i18n/language";
import { byDate } from "../../time/dates";
import { formatDate, formatTime } from "../../time/format";
import type { Announcer } from "../../ui/announce";
import { h, uniqueId } from "../../ui/dom";
import type { ShownSlot } from "./shown";

interface Days {
  zone: string;
  choose: (slot: ShownSlot) => Promise<void>;
  announcer: Announcer;
  speech: Speech;
}

export function createDays(slots: readonly ShownSlot[], { zone, choose, announcer, speech }: Days): HTMLElement {
  const { t, locale } = speech;
  const element = h("div", { class: "days" });
  let busy = false;

  /** One at a time: a second choice while the first is under way would keep two times. */
  async function chooseOnce(slot: ShownSlot, button: HTMLElement): Promise<void> {
    if (slot.gone) return announcer.say(t.failures.slot_full, { urgent: true });
    if (busy) return;
    busy = true;
    button.setAttribute("aria-busy", "true");
    announcer.say(t.when.holding);
    try {
      await choose(slot);
    } finally {
      busy = false;
      button.removeAttribute("aria-busy");
    }
  }

  function time(slot: ShownSlot, day: string): HTMLElement {
    const label = formatTime(slot.starts_at, locale, zone);
    const seats = slot.gone ? t.when.noLongerFree : slot.seats_left > 1 ? t.when.places(slot.seats_left) : null;
    const button = h("button", {
      type: "button",
      class: "time",
      // Not "disabled": whoever is on it with the keyboard must not be thrown out of the list.
      "aria-disabled": slot.gone && "true",
      "data-starts-at": new Date(slot.starts_at).toISOString(),
      onclick: () => void chooseOnce(slot, button),
    },
      h("span", { class: "time-label" }, label),
      h("span", { class: "visually-hidden" }, `, ${day}`),
      seats && h("span", { class: "time-seats" }, seats),
    );
    return h("li", {}, button);
  }

  for (const [date, rows] of byDate(slots, zone)) {
    const day = formatDate(date, locale);
    const id = uniqueId("day");
    element.append(h("section", { class: "day", "aria-labelledby": id },
      h("h3", { class: "day-name", id }, day),
      h("ul", { class: "times", role: "list" }, ...rows.map((slot) => time(slot, day))),
    ));
  }
  return element;
}
