/** The times on show, and what becomes of them when others book and cancel meanwhile.  Pure. */
import type { Slot } from "../../api/contract";
import type { ChangedDays } from "../../api/live";
import { addDays, type LocalDate } from "../../time/dates";

/** A time on show; one that is no longer free stays where it is, and cannot be chosen. */
export interface ShownSlot extends Slot {
  gone: boolean;
}

const key = ({ starts_at }: Slot): number => Date.parse(starts_at);

/** *shown*, the times seen so far if any, as they must be now that *free* is what is free. */
export function refreshed(shown: readonly ShownSlot[], free: readonly Slot[]): ShownSlot[] {
  const freeNow = new Set(free.map(key));
  const lost = shown.filter((slot) => !freeNow.has(key(slot)));
  return [...free.map((slot) => ({ ...slot, gone: false })), ...lost.map((slot) => ({ ...slot, gone: true }))]
    .sort((one, other) => key(one) - key(other));
}

/** How many times went, and how many came. */
export function difference(before: readonly ShownSlot[], after: readonly ShownSlot[]): { gone: number; freed: number } {
  const was = new Map(before.map((slot) => [key(slot), slot.gone]));
  return {
    gone: after.filter((slot) => slot.gone && was.get(key(slot)) === false).length,
    freed: after.filter((slot) => !slot.gone && (was.get(key(slot)) ?? true)).length,
  };
}

/** Whether one of *days*, UTC dates, may be a local day from *from* to *to*, whatever the zone. */
export function mayConcern(days: ChangedDays, from: LocalDate, to: LocalDate): boolean {
  return days === null || days.some((day) => addDays(from, -1) <= day && day <= addDays(to, 1));
}
