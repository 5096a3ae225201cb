/** What the first page of the practice asks for. */
import { useQuery } from "@tanstack/react-query";
import { ask } from "../../api/connect";
import { useApi } from "../../app/connection";
import { useOrganization } from "../../app/organization";
import { today } from "../../time/dates";
import type { ListedBooking } from "../bookings/booking";

/** Today and the next fourteen days (DR-3.4). */
export const DAYS_AHEAD = 14;
/** Of how many practitioners a whole practice shows the activity. */
export const ASKED = 12;
/** So many bookings are shown. */
export const MOST = 1_000;

/** What a client did. */
export interface Deed {
  at: string;
  activity: "booked" | "moved" | "cancelled";
  booking_id: string;
  bookings: number;
  client_id: string;
  client_name: string;
  service_name: string;
  starts_at: string;
}

/** What practitioner_dashboard tells. */
interface Answer {
  bookings: ListedBooking[];
  activity: Deed[];
  active_clients: number;
}

export interface Overview {
  /** What goes on at the first minute of today or begins later, soonest first, without the cancelled; one more than are shown where there is more. */
  bookings: ListedBooking[];
  /** What clients did last, latest first. */
  activity: Deed[];
  clients: number;
}

/** Of all whose bookings the member may read; with *practitionerId* of that one alone. */
export function useOverview(zone: string, practitionerId: string | null) {
  const api = useApi();
  const { organization_id } = useOrganization();
  return useQuery({
    queryKey: ["practice", organization_id, "overview", zone, practitionerId],
    queryFn: async (): Promise<Overview> => {
      const { bookings, activity, active_clients } = await ask<Answer>(api.rpc("practitioner_dashboard", {
        organization_id, time_zone: zone, on_date: today(zone), ...(practitionerId && { practitioner_id: practitionerId }),
      }));
      return { bookings, activity, clients: active_clients };
    },
  });
}
