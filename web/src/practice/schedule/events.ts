/** What FullCalendar is given to draw; a higher `layer` lies above.  Pure. */
import type { EventInput } from "@fullcalendar/react";
import type { Slot } from "../../api/contract";
import type { LocalDate } from "../../time/dates";
import { instantOf } from "../../time/zoned";
import type { Move } from "../booking/move";
import { isLive } from "../bookings/booking";
import type { Schedule } from "./data";
import { workingHours } from "./hours-shown";

interface Drawn {
  schedule: Schedule;
  from: LocalDate;
  until: LocalDate;
  zone: string;
  everybody: boolean;
  mayMove: boolean;
  moving: Move | null;
  /** Where the dragged booking can go. */
  free: readonly Slot[];
  month: boolean;
  words: { timeOff: string; free: string };
}

export function eventsOf({ schedule, from, until, zone, everybody, mayMove, moving, free, month, words }: Drawn): EventInput[] {
  const now = Date.now();
  const bookings = schedule.bookings.map((booking): EventInput => {
    const [start, end] = booking.booking_id === moving?.booking_id ? moved(booking, moving.starts_at) : [booking.starts_at, booking.ends_at];
    return {
      layer: 3, id: booking.booking_id, title: booking.client_name, start, end, className: `calendar-booking ${booking.status}`,
      startEditable: mayMove && isLive(booking) && Date.parse(booking.starts_at) > now, interactive: true, extendedProps: { booking },
    };
  });
  const timeOff = (everybody ? [] : schedule.exceptions).filter(({ kind }) => kind === "time_off").map(({ exception_id, starts_at, ends_at, reason }): EventInput => ({
    layer: 1, id: exception_id, title: [words.timeOff, reason].filter(Boolean).join(" · "), start: starts_at, end: ends_at, className: "calendar-off",
    display: month ? "block" : "background", editable: false, interactive: false,
  }));
  const times = free.map(({ starts_at, ends_at }): EventInput => ({ layer: 2, start: starts_at, end: ends_at, title: words.free, display: "background", className: "calendar-free", interactive: false }));
  return [...(everybody || month ? [] : shading(schedule, from, until, zone)), ...timeOff, ...times, ...bookings];
}

function moved({ starts_at, ends_at }: { starts_at: string; ends_at: string }, to: string): [start: string, end: string] {
  return [to, new Date(Date.parse(to) + Date.parse(ends_at) - Date.parse(starts_at)).toISOString()];
}

/** All but the working hours is shaded. */
function shading({ rules, exceptions }: Schedule, from: LocalDate, until: LocalDate, zone: string): EventInput[] {
  const open = workingHours(rules, exceptions, from, until, zone);
  const shade = { layer: 0, className: "calendar-closed", title: "" };
  if (open.length === 0) return [{ ...shade, start: instantOf(from, "00:00", zone), end: instantOf(until, "00:00", zone), display: "background" }];
  return open.map(({ starts_at, ends_at }) => ({ ...shade, start: starts_at, end: ends_at, display: "inverse-background", groupId: "hours" }));
}
