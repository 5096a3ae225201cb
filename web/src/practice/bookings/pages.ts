/** Lists of bookings, page by page.  Pages begin after the last row's key, so that nothing is shown twice or missed when bookings come and go. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { allOf } from "../../api/conditions";
import { ask } from "../../api/connect";
import { sought } from "../../api/sought";
import { useApi } from "../../app/connection";
import { useOrganization } from "../../app/organization";
import { LISTED, type ListedBooking } from "./booking";

const PAGE = 20;

export interface BookingFilter {
  status?: string;
  practitioner?: string;
  service?: string;
  client?: string;
  /** Instants. */
  from?: string;
  until?: string;
  /** Part of a name or reference. */
  search?: string;
}

type Key = Pick<ListedBooking, "starts_at" | "booking_id">;

/** Those to come, soonest first, or those that have begun, latest first. */
export function useBookingPages(part: "upcoming" | "past", filter: BookingFilter) {
  const api = useApi();
  const { organization_id } = useOrganization();
  const ascending = part === "upcoming";

  return useInfiniteQuery({
    queryKey: ["practice", organization_id, "bookings", part, filter],
    initialPageParam: null as Key | null,
    queryFn: ({ pageParam: after }) => {
      let rows = api.from("bookings").select(LISTED).eq("organization_id", organization_id);
      // The first page begins at the present, each time that it is asked for; the others begin where the one before ends.
      const present = new Date().toISOString();
      if (!after) rows = ascending ? rows.gt("starts_at", present) : rows.lte("starts_at", present);
      if (filter.status) rows = rows.eq("status", filter.status);
      if (filter.practitioner) rows = rows.eq("practitioner_id", filter.practitioner);
      if (filter.service) rows = rows.eq("service_id", filter.service);
      if (filter.client) rows = rows.eq("client_id", filter.client);
      if (filter.from) rows = rows.gte("starts_at", filter.from);
      if (filter.until) rows = rows.lt("starts_at", filter.until);
      const pattern = sought(filter.search ?? "");
      const conditions = pattern ? [`client_name.ilike.${pattern},reference.ilike.${pattern}`] : [];
      if (after) {
        const beyond = ascending ? "gt" : "lt";
        conditions.push(`starts_at.${beyond}.${after.starts_at},and(starts_at.eq.${after.starts_at},booking_id.${beyond}.${after.booking_id})`);
      }
      if (conditions.length > 0) rows = rows.or(allOf(...conditions));
      return ask<ListedBooking[]>(rows.order("starts_at", { ascending }).order("booking_id", { ascending }).limit(PAGE));
    },
    getNextPageParam: (page) => (page.length < PAGE ? null : page.at(-1) ?? null),
    placeholderData: (shown) => shown,
  });
}
