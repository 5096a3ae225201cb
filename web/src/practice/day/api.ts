/** What the first page of the practice asks for. */
import { useQuery } from "@tanstack/react-query";
import { ask, type Connection } from "../../api/connect";
import { failureFrom } from "../../api/failure";
import { useApi } from "../../app/connection";
import { useOrganization } from "../../app/organization";
import { addDays, today } from "../../time/dates";
import { instantOf } from "../../time/zoned";
import { LISTED, type ListedBooking } from "../bookings/booking";

/** Today and the next fourteen days (DR-3.4). */
export const DAYS_AHEAD = 14;
const ACTIVITY = 6;
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

export interface Overview {
  /** What goes on at the first minute of today or begins later, soonest first, without the cancelled; one more than are shown where there is more. */
  bookings: ListedBooking[];
  /** What clients did last, latest first. */
  activity: Deed[];
  clients: number;
}

/** Of the practitioners named; with *practitionerId* of that one alone. */
export function useOverview(zone: string, practitionerId: string | null, practitionerIds: readonly string[]) {
  const api = useApi();
  const { organization_id } = useOrganization();
  return useQuery({
    queryKey: ["practice", organization_id, "overview", zone, practitionerId, practitionerIds],
    queryFn: async (): Promise<Overview> => {
      const day = today(zone);
      const of = () => {
        const rows = api.from("bookings").select(LISTED).eq("organization_id", organization_id);
        return practitionerId ? rows.eq("practitioner_id", practitionerId) : rows;
      };
      const [bookings, activity, clients] = await Promise.all([
        ask<ListedBooking[]>(
          of().gt("ends_at", instantOf(day, "00:00", zone)).lt("starts_at", instantOf(addDays(day, DAYS_AHEAD + 1), "00:00", zone))
            .neq("status", "cancelled").order("starts_at").order("booking_id").limit(MOST + 1),
        ),
        Promise.all(practitionerIds.slice(0, ASKED).map((each) => ask<Deed[]>(api.rpc("recent_activity", { practitioner_id: each, limit_count: ACTIVITY })))),
        practitionerId ? countOwn(api, practitionerId) : countClients(api, organization_id),
      ]);
      const latest = activity.flat().toSorted((one, other) => Date.parse(other.at) - Date.parse(one.at)).slice(0, ACTIVITY);
      return { bookings, activity: latest, clients };
    },
  });
}

async function countOwn(api: Connection, practitionerId: string): Promise<number> {
  const [figures] = await ask<{ active_clients: number }[]>(api.rpc("practitioner_figures", { practitioner_id: practitionerId }));
  return figures?.active_clients ?? 0;
}

/** The clients whom the member may see and who were not archived. */
async function countClients(api: Connection, organizationId: string): Promise<number> {
  const { count, error, status } = await api.from("clients")
    .select("client_id", { count: "exact", head: true }).eq("organization_id", organizationId).is("archived_at", null);
  if (error) throw failureFrom({ error, status });
  return count ?? 0;
}
