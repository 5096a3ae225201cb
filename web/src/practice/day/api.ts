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
const MOST = 1_000;

export interface Overview {
  /** From the first minute of today on, soonest first, without the cancelled. */
  bookings: ListedBooking[];
  /** Those that changed last, latest first. */
  activity: ListedBooking[];
  clients: number;
}

/** Of one practitioner, or of all whom the member may see. */
export function useOverview(zone: string, practitionerId: string | null) {
  const api = useApi();
  const { organization_id } = useOrganization();
  return useQuery({
    queryKey: ["practice", organization_id, "overview", zone, practitionerId],
    queryFn: async (): Promise<Overview> => {
      const day = today(zone);
      const of = () => {
        const rows = api.from("bookings").select(LISTED).eq("organization_id", organization_id);
        return practitionerId ? rows.eq("practitioner_id", practitionerId) : rows;
      };
      const [bookings, activity, clients] = await Promise.all([
        ask<ListedBooking[]>(
          of().gte("starts_at", instantOf(day, "00:00", zone)).lt("starts_at", instantOf(addDays(day, DAYS_AHEAD + 1), "00:00", zone))
            .neq("status", "cancelled").order("starts_at").order("booking_id").limit(MOST),
        ),
        ask<ListedBooking[]>(of().gte("starts_at", instantOf(addDays(day, -DAYS_AHEAD), "00:00", zone)).order("updated_at", { ascending: false }).limit(ACTIVITY)),
        countClients(api, organization_id),
      ]);
      return { bookings, activity, clients };
    },
  });
}

/** The clients whom the member may see and who were not archived. */
async function countClients(api: Connection, organizationId: string): Promise<number> {
  const { count, error, status } = await api.from("clients")
    .select("client_id", { count: "exact", head: true }).eq("organization_id", organizationId).is("archived_at", null);
  if (error) throw failureFrom({ error, status });
  return count ?? 0;
}
