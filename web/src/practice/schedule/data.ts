/** What a schedule shows: bookings, weekly hours and exceptions of some days. */
import { useQuery } from "@tanstack/react-query";
import { ask } from "../../api/connect";
import { useApi } from "../../app/connection";
import { useOrganization } from "../../app/organization";
import type { LocalDate } from "../../time/dates";
import { instantOf } from "../../time/zoned";
import { LISTED, type ListedBooking } from "../bookings/booking";

export interface Rule {
  rule_id: string;
  practitioner_id: string;
  weekday: number;
  /** "09:00:00" */
  starts_local: string;
  ends_local: string;
  valid_from: LocalDate | null;
  valid_until: LocalDate | null;
  capacity: number | null;
}

export interface Exception {
  exception_id: string;
  practitioner_id: string;
  kind: "time_off" | "extra_hours";
  starts_at: string;
  ends_at: string;
  capacity: number | null;
  reason: string;
}

export interface Schedule {
  bookings: ListedBooking[];
  rules: Rule[];
  exceptions: Exception[];
}

export const RULE = "rule_id, practitioner_id, weekday, starts_local, ends_local, valid_from, valid_until, capacity";
export const EXCEPTION = "exception_id, practitioner_id, kind, starts_at, ends_at, capacity, reason";

interface Wanted {
  /** One practitioner's, or everybody's. */
  practitionerId: string | null;
  from: LocalDate;
  until: LocalDate;
  zone: string;
}

/** Cancelled bookings have no place in it; they stand in the list of bookings. */
export function useSchedule({ practitionerId, from, until, zone }: Wanted) {
  const api = useApi();
  const { organization_id } = useOrganization();
  const within = practitionerId ? { organization_id, practitioner_id: practitionerId } : { organization_id };
  const [since, before] = [instantOf(from, "00:00", zone), instantOf(until, "00:00", zone)];
  return useQuery({
    queryKey: ["practice", organization_id, "schedule", practitionerId, since, before],
    // Meanwhile other days of the same person, but nobody else's.
    placeholderData: (shown: Schedule | undefined, before) => (before?.queryKey[3] === practitionerId ? shown : undefined),
    queryFn: async (): Promise<Schedule> => {
      const [bookings, rules, exceptions] = await Promise.all([
        ask<ListedBooking[]>(
          api.from("bookings").select(LISTED).match(within).neq("status", "cancelled").lt("starts_at", before).gt("ends_at", since).order("starts_at"),
        ),
        ask<Rule[]>(api.from("availability_rules").select(RULE).match(within).order("starts_local")),
        ask<Exception[]>(api.from("availability_exceptions").select(EXCEPTION).match(within).lt("starts_at", before).gt("ends_at", since).order("starts_at")),
      ]);
      return { bookings, rules, exceptions };
    },
  });
}
