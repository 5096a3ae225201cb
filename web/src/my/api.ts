/** What people ask of the Data API about their own bookings. */
import { isUuid } from "../api/checks";
import { keepPreviousData, useQuery, type UseQueryResult } from "@tanstack/react-query";
import { ask, type Connection } from "../api/connect";
import type { BookingStatus, Place } from "../api/contract";
import { useApi } from "../app/connection";
import { useMemberships, type Membership } from "../app/session";

export interface MyBooking {
  booking_id: string;
  organization_id: string;
  reference: string;
  status: BookingStatus;
  starts_at: string;
  ends_at: string;
  practitioner_id: string;
  practitioner_name: string | null;
  service_id: string;
  service_name: string | null;
  time_zone: string;
  note: string | null;
  cancelled_at: string | null;
  cancelled_by: "client" | "practitioner" | "system" | null;
  cancel_reason: string | null;
  approval_expires_at: string | null;
}

const BOOKING =
  "booking_id,organization_id,reference,status,starts_at,ends_at,practitioner_id,practitioner_name,service_id,service_name,time_zone,"
  + "note,cancelled_at,cancelled_by,cancel_reason,approval_expires_at";
const LIVE = ["pending", "confirmed", "rescheduled"] satisfies BookingStatus[];
const OVER = ["cancelled", "completed", "no_show"] satisfies BookingStatus[];

export function isLive(booking: { status: BookingStatus }): boolean {
  return (LIVE as BookingStatus[]).includes(booking.status);
}

/** Members see their clients' bookings, too; these pages are about the ones that somebody has as a client. */
function useClientIds() {
  const memberships = useMemberships();
  return { clients: memberships.data?.flatMap(({ client_id }) => client_id ?? []), memberships };
}

/** Without the memberships nothing is asked: then what they failed with is the answer, and what is tried again. */
function after<T>(memberships: UseQueryResult<Membership[]>, query: UseQueryResult<T>): UseQueryResult<T> {
  return memberships.isLoadingError ? (memberships as UseQueryResult<unknown> as UseQueryResult<T>) : query;
}

/** What my_dashboard tells. */
export interface Dashboard {
  /** Soonest first; five at most. */
  upcoming: MyBooking[];
  past_count: number;
  unread: number;
  to_review: number;
}

export function useDashboard() {
  const api = useApi();
  return useQuery({ queryKey: ["my", "dashboard"], queryFn: () => ask<Dashboard>(api.rpc("my_dashboard")) });
}

/** What is still to come, soonest first; one more than *limit* where there is more. */
export function useUpcoming(limit: number) {
  const api = useApi();
  const { clients, memberships } = useClientIds();
  const query = useQuery({
    queryKey: ["my", "upcoming", clients, limit],
    enabled: clients !== undefined,
    queryFn: () =>
      ask<MyBooking[]>(
        api.from("bookings").select(BOOKING).in("client_id", clients ?? []).in("status", LIVE).gt("ends_at", new Date().toISOString())
          .order("starts_at").limit(limit + 1),
      ),
  });
  return after(memberships, query);
}

/** What is over or was cancelled, latest first; one more than *limit* where there is more. */
export function usePast(limit: number) {
  const api = useApi();
  const { clients, memberships } = useClientIds();
  const query = useQuery({
    queryKey: ["my", "past", clients, limit],
    enabled: clients !== undefined,
    placeholderData: keepPreviousData,
    queryFn: () =>
      ask<MyBooking[]>(
        api.from("bookings").select(BOOKING).in("client_id", clients ?? [])
          .or(`ends_at.lte.${new Date().toISOString()},status.in.(${OVER.join(",")})`)
          .order("starts_at", { ascending: false }).limit(limit + 1),
      ),
  });
  return after(memberships, query);
}

/** One booking with all that its page says, or null when it is nobody's or somebody else's. */
export interface BookingDetail extends MyBooking {
  change_notice_minutes: number;
  duration_minutes: number | null;
  /** Null when it is cancelled. */
  place: Place | null;
  /** Where the same can be booked again. */
  book_again: string | null;
}

export function useMyBooking(bookingId: string) {
  const api = useApi();
  const { clients, memberships } = useClientIds();
  const query = useQuery({
    queryKey: ["my", "booking", clients, bookingId],
    enabled: clients !== undefined,
    queryFn: () => bookingDetail(api, clients ?? [], bookingId),
  });
  return after(memberships, query);
}

async function bookingDetail(api: Connection, clients: string[], bookingId: string): Promise<BookingDetail | null> {
  if (!isUuid(bookingId)) return null;
  const [booking] = await ask<MyBooking[]>(api.from("bookings").select(BOOKING).eq("booking_id", bookingId).in("client_id", clients));
  if (!booking) return null;
  const [[service], [practitioner], place] = await Promise.all([
    ask<{ change_notice_minutes: number; duration_minutes: number; active: boolean }[]>(
      api.from("services").select("change_notice_minutes,duration_minutes,active").eq("service_id", booking.service_id),
    ),
    ask<{ slug: string; organization_slug: string; published: boolean }[]>(
      api.from("practitioners").select("slug,organization_slug,published").eq("practitioner_id", booking.practitioner_id),
    ),
    ask<Place | null>(api.rpc("booking_place", { booking_id: bookingId })),
  ]);
  return {
    ...booking,
    change_notice_minutes: service?.change_notice_minutes ?? 0,
    duration_minutes: service?.duration_minutes ?? null,
    place,
    book_again: service?.active && practitioner?.published ? `/with/${practitioner.organization_slug}/${practitioner.slug}/${booking.service_id}` : null,
  };
}

/** The names of the caller's organizations by id. */
export function useOrganizations(): (organizationId: string) => Membership | undefined {
  const { data = [] } = useMemberships();
  return (organizationId) => data.find((membership) => membership.organization_id === organizationId);
}
