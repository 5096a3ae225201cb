/** Free times, one week at a time, grouped by day, in the zone that the visitor chooses. */
import type { Slot } from "../../api/contract";
import type { ChangedDays } from "../../api/live";
import { failureSentence } from "../../i18n/failures";
import type { Speech } from "../../i18n/language";
import { addDays, today, type LocalDate } from "../../time/dates";
import { formatDateSpan } from "../../time/format";
import type { Announcer } from "../../ui/announce";
import { h, uniqueId } from "../../ui/dom";
import { createNotice } from "../notice/notice";
import { asFailure } from "../shell/screens";
import { createZoneSwitch, type Zones } from "../zone-switch/zone-switch";
import { createDays } from "./days";
import { createFreeTimes } from "./free-times";
import { asShown, mayConcern, refreshed, type ShownSlot } from "./shown";
import "./slot-picker.css";

const WEEK = 7;
/** How many days ahead to look for the next free time where nobody said how far it is worth it. */
const FAR = 112;

/** Where the visitor is in the calendar; it outlives the picker, so that coming back shows the same week. */
export interface Place {
  zone: string;
  from: LocalDate;
}

export function startingPlace(zone: string): Place {
  return { zone, from: today(zone) };
}

interface SlotPicker {
  place: Place;
  zones: Zones;
  /** The last local date worth looking at, or `null` when it is not known. */
  lastDate: LocalDate | null;
  /** The free times between two local dates; may answer more than was asked for. */
  load: (from: LocalDate, to: LocalDate, zone: string) => Promise<Slot[]>;
  choose: (slot: Slot) => Promise<void>;
  /** Tells when the free times may have changed; see `Live.watchSlots`. */
  watch: (changed: (days: ChangedDays) => Promise<void>, signal: AbortSignal) => void;
  announcer: Announcer;
  speech: Speech;
  signal: AbortSignal;
}

export function createSlotPicker(picker: SlotPicker): HTMLElement {
  const { place, zones, announcer, speech, signal } = picker;
  const { t, locale } = speech;
  const title = h("h2", { class: "week-title", id: uniqueId("week") });
  const earlier = weekButton(t.when.earlier, "‹", () => turn(-WEEK));
  const later = weekButton(t.when.later, "›", () => turn(WEEK));
  const results = h("div", { class: "week-results" });
  const zoneSwitch = createZoneSwitch(zones, { chosen: place.zone, choose: changeZone, speech });
  const freeTimes = createFreeTimes(place, picker.load);
  let asked = 0;
  let shown: ShownSlot[] = [];
  let loaded: Promise<void> = Promise.resolve();
  let choosing = false;

  const lastDay = (): LocalDate => addDays(place.from, WEEK - 1);
  const atStart = (): boolean => place.from <= today(place.zone);
  const atEnd = (): boolean => picker.lastDate !== null && lastDay() >= picker.lastDate;

  function turn(days: number): void {
    if (days < 0 ? atStart() : atEnd()) return;
    place.from = addDays(place.from, days);
    loaded = showWeek();
  }

  function changeZone(zone: string): void {
    place.zone = zone;
    if (atStart()) place.from = today(zone);
    loaded = showWeek();
  }

  async function showWeek(): Promise<void> {
    asked += 1;
    const mine = asked;
    const label = formatDateSpan(place.from, lastDay(), locale);
    title.textContent = label;
    earlier.setAttribute("aria-disabled", String(atStart()));
    later.setAttribute("aria-disabled", String(atEnd()));
    results.setAttribute("aria-busy", "true");
    if (results.childElementCount === 0) results.append(h("p", { class: "loading" }, t.when.loading));
    const week = await lookAtWeek(label);
    if (signal.aborted || mine !== asked) return;
    shown = week.slots;
    results.replaceChildren(week.problem ?? (shown.length > 0 ? days() : emptyWeek()));
    results.removeAttribute("aria-busy");
    announcer.say(week.spoken);
  }

  async function lookAtWeek(label: string): Promise<{ slots: ShownSlot[]; problem: HTMLElement | null; spoken: string }> {
    try {
      const slots = asShown(await freeTimes.between(place.from, lastDay()));
      return { slots, problem: null, spoken: slots.length > 0 ? t.when.found(slots.length, label) : t.when.none };
    } catch (error) {
      const sentence = failureSentence(asFailure(error), speech);
      const retry = h("button", { type: "button", class: "button", onclick: () => (loaded = showWeek()) }, t.shell.retry);
      return { slots: [], problem: createNotice("problem", sentence, retry), spoken: sentence };
    }
  }

  function days(): HTMLElement {
    return createDays(shown, { zone: place.zone, choose, announcer, speech });
  }

  async function choose(slot: Slot): Promise<void> {
    choosing = true;
    try {
      await picker.choose(slot);
    } finally {
      choosing = false;
    }
  }

  /** Others have booked or cancelled: what is gone cannot be chosen any more, what came free can. */
  async function refresh(changed: ChangedDays): Promise<void> {
    await loaded;
    if (!mayConcern(changed, place.from, lastDay())) return;
    const mine = asked;
    // Without an answer the week stays as it is: whoever chooses a time is told what became of it.
    const free = await freeTimes.between(place.from, lastDay()).catch(() => null);
    // The time that is being chosen here is taken by this very visitor.
    if (!free || signal.aborted || mine !== asked || choosing) return;
    const news = refreshed(shown, free);
    if (!news.changed) return;
    shown = news.slots;
    const focused = results.querySelector<HTMLElement>(".time:focus")?.dataset.startsAt;
    results.replaceChildren(days());
    if (focused) results.querySelector<HTMLElement>(`[data-starts-at="${focused}"]`)?.focus({ preventScroll: true });
    const spoken = [news.gone > 0 && t.when.gone(news.gone), news.freed > 0 && t.when.freed(news.freed)].filter(Boolean);
    if (spoken.length > 0) announcer.say(spoken.join(" "));
  }

  function emptyWeek(): HTMLElement {
    const next = h("button", { type: "button", class: "button", onclick: () => void goToNext() }, t.when.findNext);
    return h("div", { class: "week-empty" }, h("p", {}, t.when.none), !atEnd() && next);
  }

  async function goToNext(): Promise<void> {
    try {
      const date = await freeTimes.firstDate(addDays(place.from, WEEK), picker.lastDate ?? addDays(place.from, FAR));
      if (date) {
        place.from = date;
        await (loaded = showWeek());
        title.focus();
        return;
      }
      results.replaceChildren(h("p", { class: "week-empty" }, t.when.noneAhead));
      announcer.say(t.when.noneAhead);
    } catch (error) {
      announcer.say(failureSentence(asFailure(error), speech), { urgent: true });
    }
  }

  title.tabIndex = -1;
  loaded = showWeek();
  picker.watch(refresh, signal);
  return h("div", { class: "slot-picker" },
    zoneSwitch,
    h("div", { class: "week-bar" }, earlier, title, later),
    results,
  );
}

function weekButton(label: string, sign: string, onclick: () => void): HTMLButtonElement {
  return h("button", { type: "button", class: "button week-button", "aria-label": label, title: label, onclick }, sign);
}
