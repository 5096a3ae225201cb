/** Free times by local date, in the zone that the visitor has chosen. */
import type { Slot } from "../../api/contract";
import { addDays, localDate, type LocalDate } from "../../time/dates";

/** How many days one look for the next free time covers. */
const STRIDE = 28;

/** Where free times come from. */
export interface SlotSource {
  /** Tells one source from another. */
  name: readonly string[];
  /** The free times between two local dates; may answer more than was asked for. */
  load: (from: LocalDate, to: LocalDate, zone: string) => Promise<Slot[]>;
}

/** The free times from one date to another, both included, and none beside. */
export async function freeBetween({ load }: SlotSource, from: LocalDate, to: LocalDate, zone: string): Promise<Slot[]> {
  const slots = await load(from, to, zone);
  return slots.filter((slot) => {
    const date = localDate(slot.starts_at, zone);
    return from <= date && date <= to;
  });
}

/** The first date from *from* on that has a free time, or `null` when none has until *limit*. */
export async function firstFreeDate(source: SlotSource, from: LocalDate, limit: LocalDate, zone: string): Promise<LocalDate | null> {
  for (let start = from; start <= limit; start = addDays(start, STRIDE)) {
    const [first] = await freeBetween(source, start, addDays(start, STRIDE - 1), zone);
    if (first) return localDate(first.starts_at, zone);
  }
  return null;
}
