/** The times on show, and what becomes of them when others book and cancel meanwhile.  Pure. */
import type { Slot } from "../../api/contract";
import { addDays, type LocalDate } from "../../time/dates";

/** A time on show; one that is no longer free stays where it is, and cannot be chosen. */
export interface ShownSlot extends Slot {
  gone: boolean;
}

interface News {
  slots: ShownSlot[];
  /** How many times went, and how many came. */
  gone: number;
  freed: number;
  changed: boolean;
}

export function asShown(slots: readonly Slot[]): ShownSlot[] {
  return slots.map((slot) => ({ ...slot, gone: false }));
}

/** *shown* as it must be now that *free* is what is free. */
export function refreshed(shown: readonly ShownSlot[], free: readonly Slot[]): News {
  const key = ({ starts_at }: Slot): number => Date.parse(starts_at);
  const freeNow = new Map(free.map((slot) => [key(slot), slot]));
  const before = new Map(shown.map((slot) => [key(slot), slot]));
  const lost = shown.filter((slot) => !freeNow.has(key(slot)));
  const slots = [...asShown(free), ...lost.map((slot) => ({ ...slot, gone: true }))].sort((one, other) => key(one) - key(other));
  const gone = lost.filter((slot) => !slot.gone).length;
  const freed = free.filter((slot) => before.get(key(slot))?.gone ?? true).length;
  const recounted = free.some((slot) => (before.get(key(slot))?.seats_left ?? slot.seats_left) !== slot.seats_left);
  return { slots, gone, freed, changed: gone > 0 || freed > 0 || recounted };
}

/** Whether one of *days*, UTC dates, may be a local day from *from* to *to*, whatever the zone. */
export function mayConcern(days: readonly LocalDate[] | null, from: LocalDate, to: LocalDate): boolean {
  return days === null || days.some((day) => addDays(from, -1) <= day && day <= addDays(to, 1));
}
