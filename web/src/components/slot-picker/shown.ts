/** The times on show, and what becomes of them when others book and cancel meanwhile.  Pure. */
import type { Slot } from "../../api/contract";
import { addDays, type LocalDate } from "../../time/dates";

/** A time on show; one that was just taken stays where it is, and cannot be chosen. */
export interface ShownSlot extends Slot {
  taken: boolean;
}

interface News {
  slots: ShownSlot[];
  /** How many times went, and how many came. */
  taken: number;
  freed: number;
  changed: boolean;
}

export function asShown(slots: readonly Slot[]): ShownSlot[] {
  return slots.map((slot) => ({ ...slot, taken: false }));
}

/** *shown* as it must be now that *free* is what is free. */
export function refreshed(shown: readonly ShownSlot[], free: readonly Slot[]): News {
  const key = ({ starts_at }: Slot): number => Date.parse(starts_at);
  const freeNow = new Map(free.map((slot) => [key(slot), slot]));
  const before = new Map(shown.map((slot) => [key(slot), slot]));
  const gone = shown.filter((slot) => !freeNow.has(key(slot)));
  const slots = [...asShown(free), ...gone.map((slot) => ({ ...slot, taken: true }))].sort((one, other) => key(one) - key(other));
  const taken = gone.filter((slot) => !slot.taken).length;
  const freed = free.filter((slot) => before.get(key(slot))?.taken ?? true).length;
  const recounted = free.some((slot) => (before.get(key(slot))?.seats_left ?? slot.seats_left) !== slot.seats_left);
  return { slots, taken, freed, changed: taken > 0 || freed > 0 || recounted };
}

/** Whether one of *days*, UTC dates, may be a local day from *from* to *to*, whatever the zone. */
export function mayConcern(days: readonly LocalDate[] | null, from: LocalDate, to: LocalDate): boolean {
  return days === null || days.some((day) => addDays(from, -1) <= day && day <= addDays(to, 1));
}
