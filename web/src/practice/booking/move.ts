/** Moving a booking: where it can go, and the move itself. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ask, type Connection } from "../../api/connect";
import type { Slot } from "../../api/contract";
import { useVerb } from "../../api/verb";
import { useApi } from "../../app/connection";
import type { LocalDate } from "../../time/dates";

export interface Movable {
  booking_id: string;
  starts_at: string;
  ends_at: string;
  time_zone: string;
  client_name: string;
  service_name: string;
}

export interface Move {
  booking_id: string;
  starts_at: string;
}

/** The free times for a booking from one date to another, both included, as days of *zone*; its own time is not among them. */
export function freeTimesQuery(api: Connection, bookingId: string, from: LocalDate, to: LocalDate, zone: string) {
  return {
    queryKey: ["practice", "slots-of-booking", bookingId, from, to, zone],
    queryFn: () => ask<Slot[]>(api.rpc("slots_of_booking", { booking_id: bookingId, from_date: from, to_date: to, time_zone: zone })),
  };
}

export function useFreeTimes(bookingId: string, from: LocalDate, to: LocalDate, zone: string) {
  return useQuery({ ...freeTimesQuery(useApi(), bookingId, from, to, zone), placeholderData: keepPreviousData });
}

/** While it is on its way, `variables` says where the booking is to be. */
export function useMove(onDone: (move: Move) => void) {
  return useVerb<Move>("reschedule_booking", { onDone });
}
