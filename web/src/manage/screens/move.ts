/** Moving a booking: choose another free time, then confirm the move. */
import type { LiveBooking, Slot } from "../../api/contract";
import type { Live } from "../../api/live";
import { createBusyButton } from "../../components/busy-button/busy-button";
import { createNotice } from "../../components/notice/notice";
import { createSlotPicker, type Place } from "../../components/slot-picker/slot-picker";
import type { Page, Render } from "../../components/shell/shell";
import type { Speech } from "../../i18n/language";
import { visitorTimeZone, type LocalDate } from "../../time/dates";
import { formatMoment, formatZone } from "../../time/format";
import { h } from "../../ui/dom";

interface MoveScreen {
  booking: LiveBooking;
  place: Place;
  /** Why the time chosen before cannot be had, if so. */
  problem: ((speech: Speech) => string) | null;
  /** Instants that the server offers instead. */
  alternatives: readonly string[];
  load: (from: LocalDate, to: LocalDate) => Promise<Slot[]>;
  choose: (startsAt: string) => void;
  live: Live;
  stay: () => void;
}

export function moveScreen(step: MoveScreen, page: Page): Render {
  return (speech, signal) => {
    const { booking, place, problem, load, choose, live, stay } = step;
    const { t, locale } = speech;
    const heading = h("h1", {}, t.manage.moveTitle);
    const notice = problem && createNotice("problem", problem(speech), alternativeTimes(step, speech));
    const picker = createSlotPicker({
      place,
      zones: { visitor: visitorTimeZone(), practitioner: booking.practitioner.time_zone },
      lastDate: null,
      load,
      choose: async (slot) => choose(slot.starts_at),
      watch: (changed, until) => live.watchSlots(booking.practitioner.practitioner_id, changed, until),
      announcer: page.announcer,
      speech,
      signal,
    });
    return {
      title: t.manage.moveTitle,
      focus: notice ?? heading,
      content: [
        heading,
        h("p", { class: "lead" }, t.manage.moveNow(formatMoment(booking.starts_at, locale, place.zone))),
        ...(notice ? [notice] : []),
        picker,
        h("p", { class: "actions" }, h("button", { type: "button", class: "button quiet", onclick: stay }, t.manage.stay)),
      ],
    };
  };
}

function alternativeTimes({ alternatives, choose, place }: MoveScreen, { t, locale }: Speech): HTMLElement | null {
  if (alternatives.length === 0) return null;
  const buttons = alternatives.map((startsAt) =>
    h("li", {}, h("button", { type: "button", class: "button", onclick: () => choose(startsAt) },
      formatMoment(startsAt, locale, place.zone))));
  return h("div", {}, h("p", {}, t.when.alternatives), h("ul", { class: "alternatives", role: "list" }, ...buttons));
}

interface ConfirmScreen {
  booking: LiveBooking;
  startsAt: string;
  zone: string;
  /** Why the last try did not work, if so. */
  problem: ((speech: Speech) => string) | null;
  confirm: () => Promise<void>;
  other: () => void;
  stay: () => void;
}

export function confirmMoveScreen({ booking, startsAt, zone, problem, confirm, other, stay }: ConfirmScreen): Render {
  return (speech) => {
    const { t, locale } = speech;
    const heading = h("h1", {}, t.manage.confirmTitle);
    const notice = problem && createNotice("problem", problem(speech));
    return {
      title: t.manage.confirmTitle,
      focus: notice ?? heading,
      content: [
        heading,
        ...(notice ? [notice] : []),
        h("dl", { class: "from-to" },
          h("div", { class: "from" }, h("dt", {}, t.manage.from), h("dd", {}, formatMoment(booking.starts_at, locale, zone))),
          h("div", { class: "to" }, h("dt", {}, t.manage.to), h("dd", {}, formatMoment(startsAt, locale, zone))),
        ),
        h("p", { class: "policy" }, formatZone(zone, locale)),
        h("p", { class: "actions" },
          createBusyButton({ label: t.manage.confirm, busyLabel: t.manage.moving, work: confirm }),
          h("button", { type: "button", class: "button", onclick: other }, t.manage.other),
          h("button", { type: "button", class: "button quiet", onclick: stay }, t.manage.stay),
        ),
      ],
    };
  };
}
