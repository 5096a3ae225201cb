/** What the views of the slot picker share: where the visitor is, what is free there, and what to do with it. */
import type { Slot } from "../../api/contract";
import { localDate, today, type LocalDate } from "../../time/dates";
import type { Zones } from "../zone-switch/zone-switch";
import type { SlotSource } from "./free-times";

export type View = "list" | "calendar";

/** Where the visitor is; it outlives the picker, so that coming back shows the same. */
export interface Place {
  zone: string;
  /** The first day of the list, and of the calendar the day that is chosen there. */
  from: LocalDate;
  view: View;
}

/** At *wanted*, an instant that was chosen elsewhere, if there is one to come. */
export function startingPlace(zone: string, wanted: string | null = null): Place {
  const start = today(zone);
  const date = wanted !== null && !Number.isNaN(Date.parse(wanted)) ? localDate(wanted, zone) : start;
  return { zone, from: date > start ? date : start, view: "list" };
}

export interface Picker {
  source: SlotSource;
  practitionerId: string;
  zones: Zones;
  place: Place;
  onMove: (place: Place) => void;
  /** The last local date worth looking at, or `null` when it is not known. */
  lastDate: LocalDate | null;
  onChoose: (slot: Slot) => void;
  /** A time that was chosen elsewhere; it stands out among the others. */
  wanted?: string | null;
  /** The instant that is being kept for the visitor, if one is. */
  choosing: string | null;
}
