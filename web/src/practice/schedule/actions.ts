/** What can be done with a booking where it stands in the schedule.  Pure. */
import { hasBegun, isLive, isWaiting, type ListedBooking } from "../bookings/booking";

export type ActionId = "approve" | "decline" | "move" | "attended" | "missed" | "cancel";

export function actionsOf(booking: ListedBooking, now: number, mayWrite: boolean): ActionId[] {
  if (!mayWrite) return [];
  if (isWaiting(booking, now)) return ["approve", "decline"];
  if (!isLive(booking)) return [];
  return hasBegun(booking, now) ? ["attended", "missed", "cancel"] : ["move", "cancel"];
}
