/** Third step: a free time, or another one when the first was just taken. */
import type { Failure } from "../../api/failure";
import type { Slot } from "../../api/contract";
import type { Live } from "../../api/live";
import { createNotice } from "../../components/notice/notice";
import { createSlotPicker, type Place } from "../../components/slot-picker/slot-picker";
import { createSteps } from "../../components/steps/steps";
import type { Page, Render } from "../../components/shell/shell";
import { failureSentence } from "../../i18n/failures";
import type { Speech } from "../../i18n/language";
import type { LocalDate } from "../../time/dates";
import { visitorTimeZone } from "../../time/dates";
import { formatDuration, formatMoment } from "../../time/format";
import { h } from "../../ui/dom";
import { lastBookableDate, offerLinks, type Offer } from "../offer";

/** A time that could not be kept, and why. */
export interface Refusal {
  failure: Failure;
  slot: Slot;
}

interface WhenStep {
  offer: Offer;
  place: Place;
  refusal: Refusal | null;
  load: (from: LocalDate, to: LocalDate, zone: string) => Promise<Slot[]>;
  choose: (slot: Slot) => Promise<void>;
  live: Live;
}

export function whenScreen(step: WhenStep, page: Page): Render {
  return (speech, signal) => {
    const { offer, place, refusal, load, choose, live } = step;
    const { practitioner, service } = offer;
    const heading = h("h1", {}, speech.t.when.title);
    const notice = refusal && refusalNotice(refusal, step, speech);
    const picker = createSlotPicker({
      place,
      zones: { visitor: visitorTimeZone(), practitioner: practitioner.time_zone },
      lastDate: lastBookableDate(offer),
      load,
      choose,
      watch: (changed, until) => live.watchSlots(practitioner.practitioner_id, changed, until),
      announcer: page.announcer,
      speech,
      signal,
    });
    const duration = formatDuration(service.duration_minutes, speech.locale);
    return {
      title: speech.t.when.title,
      focus: notice ?? heading,
      content: [
        createSteps("when", offerLinks(offer), speech),
        heading,
        h("p", { class: "lead" }, `${service.name} · ${duration} · ${practitioner.display_name}`),
        ...(notice ? [notice] : []),
        picker,
      ],
    };
  };
}

/** What happened to the wanted time, and what is free near it; without an answer, the same time once more. */
function refusalNotice({ failure, slot }: Refusal, { choose, place }: WhenStep, speech: Speech): HTMLElement {
  const { t, locale } = speech;
  const sentence = failureSentence(failure, speech);
  if (failure.word === "offline" || failure.word === "unexpected") {
    const retry = h("button", { type: "button", class: "button", onclick: () => void choose(slot) }, t.shell.retry);
    return createNotice("problem", sentence, retry);
  }
  if (failure.alternatives.length === 0) return createNotice("problem", sentence);
  const length = Date.parse(slot.ends_at) - Date.parse(slot.starts_at);
  const buttons = failure.alternatives.map((startsAt) => {
    const alternative: Slot = {
      starts_at: startsAt, ends_at: new Date(Date.parse(startsAt) + length).toISOString(), seats_left: 1,
    };
    return h("li", {}, h("button", { type: "button", class: "button", onclick: () => void choose(alternative) },
      formatMoment(startsAt, locale, place.zone)));
  });
  return createNotice("problem", sentence,
    h("p", {}, t.when.alternatives),
    h("ul", { class: "alternatives", role: "list" }, ...buttons),
  );
}
