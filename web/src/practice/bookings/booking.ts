/** A booking as the practice sees it.  Pure. */
import type { BookingStatus } from "../../api/contract";

/** What lists show of a booking. */
export interface ListedBooking {
  booking_id: string;
  reference: string;
  status: BookingStatus;
  starts_at: string;
  ends_at: string;
  time_zone: string;
  practitioner_id: string;
  practitioner_name: string;
  service_name: string;
  client_id: string;
  client_name: string;
  series_id: string | null;
  approval_expires_at: string | null;
  cancelled_by: "client" | "practitioner" | "system" | null;
  created_at: string;
  updated_at: string;
}

export const LISTED =
  "booking_id, reference, status, starts_at, ends_at, time_zone, practitioner_id, practitioner_name, service_name, client_id, client_name,"
  + " series_id, approval_expires_at, cancelled_by, created_at, updated_at";

/** What its own page shows. */
export interface Booking extends ListedBooking {
  organization_id: string;
  service_id: string;
  client_email: string;
  client_phone: string;
  client_time_zone: string;
  client_locale: string;
  note: string | null;
  overbooked: boolean;
  outside_hours: boolean;
  billing_code: string | null;
  billing_units: number | null;
  billing_modifiers: string[] | null;
  cancelled_at: string | null;
  cancel_reason: string | null;
  completed_at: string | null;
  created_by: string;
}

/** Whether it is to take place, or took place and nobody has said yet who came. */
export function isLive({ status }: { status: BookingStatus }): boolean {
  return status === "confirmed" || status === "rescheduled";
}

export function hasBegun({ starts_at }: { starts_at: string }, now: number): boolean {
  return Date.parse(starts_at) <= now;
}

export function isOver({ ends_at }: { ends_at: string }, now: number): boolean {
  return Date.parse(ends_at) <= now;
}

/** A request that somebody may still answer. */
export function isWaiting(booking: ListedBooking, now: number): boolean {
  return booking.status === "pending" && !hasBegun(booking, now);
}
