/** Whether a booking can still be changed by its client, and if not, why.  Pure; the database decides, this explains. */
import type { LiveBooking } from "../api/contract";

export type Standing = "changeable" | "too-late" | "started" | "past";

export function standingOf(booking: LiveBooking, now: Date): Standing {
  if (booking.allowed_actions.length > 0) return "changeable";
  const final = booking.status === "completed" || booking.status === "no_show";
  if (final || now >= new Date(booking.ends_at)) return "past";
  if (now >= new Date(booking.starts_at)) return "started";
  return "too-late";
}
