/** A member's own calendar elsewhere: what is connected, how it fares, and what the edge does about it. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ask } from "../api/connect";
import { askEdge } from "../api/edge";
import { useApi } from "../app/connection";
import { useSession } from "../app/session";

export type Provider = "google" | "caldav";

export interface CalendarConnection {
  connection_id: string;
  provider: Provider;
  account: string | null;
  status: "connected" | "revoked" | "ended";
  calendar_name: string | null;
  has_calendar: boolean;
  on_unreachable: "open" | "closed";
  invites_by: "bookfast" | "provider";
  last_ok_at: string | null;
  failing_since: string | null;
  /** A word: unreachable, throttled, refused, internal, authorization_lost. */
  last_error: string | null;
  connected_at: string;
}

/** Whether the pages of a practice are open to its member, and how the member's calendar stands. */
export interface CalendarAccess {
  calendar_required: boolean;
  is_open: boolean;
  status: "none" | "connected" | "revoked";
  failing_since: string | null;
}

const COLUMNS = "connection_id,provider,account,status,calendar_name,has_calendar,on_unreachable,invites_by,last_ok_at,failing_since,last_error,connected_at";

/** The caller's own connection in an organization, or null. */
export function useOwnConnection(organizationId: string) {
  const api = useApi();
  const { user } = useSession();
  return useQuery({
    queryKey: ["calendar connection", organizationId, user?.id],
    // A calendar that is just connected gets its place at the provider within seconds.
    refetchInterval: ({ state }) => (state.data?.status === "connected" && !state.data.has_calendar ? 3_000 : false),
    queryFn: async () => {
      const rows = await ask<CalendarConnection[]>(api.from("calendar_connections").select(COLUMNS).eq("organization_id", organizationId).eq("is_mine", true).neq("status", "ended"));
      return rows[0] ?? null;
    },
  });
}

export function useCalendarAccess(organizationId: string, isAsked = true) {
  const api = useApi();
  const { user } = useSession();
  return useQuery({
    queryKey: ["calendar access", organizationId, user?.id],
    enabled: isAsked,
    staleTime: 60_000,
    queryFn: () => ask<CalendarAccess | null>(api.from("calendar_access").select("calendar_required,is_open,status,failing_since").eq("organization_id", organizationId).maybeSingle()),
  });
}

/** Asks the edge for something that changes connections; what is shown of them is asked for anew. */
export function useEdge<A, R = unknown>(request: (given: A) => readonly [method: "POST" | "DELETE", path: string, body?: unknown], onDone?: (answer: R) => void) {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation<R, unknown, A>({
    mutationFn: (given) => {
      const [method, path, body] = request(given);
      return askEdge<R>(api, path, body, method);
    },
    onSuccess: (answer) => {
      onDone?.(answer);
      return queries.invalidateQueries();
    },
  });
}
