/** The shapes that the Data API answers (schema `api`), as far as these pages read them. */

export interface Practitioner {
  practitioner_id: string;
  organization_id: string;
  organization_slug: string;
  organization_name: string;
  slug: string;
  display_name: string;
  bio: string | null;
  time_zone: string;
  specialties: string[] | null;
  accepting_clients: boolean;
}

export interface Service {
  service_id: string;
  name: string;
  description: string | null;
  duration_minutes: number;
  capacity: number;
  max_advance_days: number;
  requires_approval: boolean;
  change_notice_minutes: number;
  /** Whether only clients book it who have answered what the practice requires of them. */
  requires_onboarding: boolean;
  price_cents: number | null;
  currency: string | null;
}

export interface Slot {
  starts_at: string;
  ends_at: string;
  seats_left: number;
}

export interface Hold {
  hold_key: string;
  expires_at: string;
  holds: { hold_key: string; starts_at: string; ends_at: string }[];
}

export type BookingStatus = "pending" | "confirmed" | "rescheduled" | "completed" | "no_show" | "cancelled";

export interface Confirmation {
  booking_id: string;
  reference: string;
  status: BookingStatus;
  starts_at: string;
  ends_at: string;
}

interface BookingFacts {
  reference: string;
  starts_at: string;
  ends_at: string;
  time_zone: string;
  organization: { name: string; slug: string };
}

export interface CancelledBooking extends BookingFacts {
  status: "cancelled";
}

/** Where people meet: an address only in person, a link only online; both may be missing. */
export interface Place {
  kind: "in_person" | "online" | "phone" | "at_client";
  address: string | null;
  /** An address, or a path of this app: the way to the booking's own room. */
  video_url: string | null;
  /** Of the booking's own room, where it has one. */
  video?: "ready" | "follows";
  /** For members: when the two were first seen there. */
  met?: { practitioner_came_at?: string; client_came_at?: string };
}

export interface LiveBooking extends BookingFacts {
  status: Exclude<BookingStatus, "cancelled">;
  practitioner: { practitioner_id: string; display_name: string; slug: string; time_zone: string };
  service: { service_id: string; name: string; duration_minutes: number };
  place: Place;
  client: { name: string };
  allowed_actions: ("reschedule" | "cancel")[];
  policy: { change_notice_minutes: number; changeable_until: string | null };
}

/** A booking as its client may see it; a cancelled one says no more than that it is cancelled. */
export type ClientBooking = LiveBooking | CancelledBooking;
