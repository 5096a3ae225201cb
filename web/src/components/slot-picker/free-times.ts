/** Free times by local date, in the zone that the visitor has chosen. */
import type { Slot } from "../../api/contract";
import { addDays, localDate, type LocalDate } from "../../time/dates";

/** How many days one look for the next free time covers. */
const STRIDE = 28;

interface FreeTimes {
  /** The free times from one date to another, both included, and none beside. */
  between(from: LocalDate, to: LocalDate): Promise<Slot[]>;
  /** The first date from *from* on that has a free time, or `null` when none has until *limit*. */
  firstDate(from: LocalDate, limit: LocalDate): Promise<LocalDate | null>;
}

/** *load* may answer more than it is asked for; *place.zone* is read anew at each call. */
export function createFreeTimes(
  place: { readonly zone: string },
  load: (from: LocalDate, to: LocalDate, zone: string) => Promise<Slot[]>,
): FreeTimes {
  async function between(from: LocalDate, to: LocalDate): Promise<Slot[]> {
    const { zone } = place;
    const slots = await load(from, to, zone);
    return slots.filter((slot) => {
      const date = localDate(slot.starts_at, zone);
      return from <= date && date <= to;
    });
  }

  async function firstDate(from: LocalDate, limit: LocalDate): Promise<LocalDate | null> {
    for (let start = from; start <= limit; start = addDays(start, STRIDE)) {
      const [first] = await between(start, addDays(start, STRIDE - 1));
      if (first) return localDate(first.starts_at, place.zone);
    }
    return null;
  }

  return { between, firstDate };
}
