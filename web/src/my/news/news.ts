/** What people ask of the Data API about what they are told. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ask } from "../../api/connect";
import { useApi } from "../../app/connection";
import { useSession } from "../../app/session";

export interface Notification {
  notification_id: string;
  organization_id: string;
  topic: string;
  kind: string;
  recipient: "client" | "practitioner" | "admin" | "host" | "guest";
  subject_id: string;
  booking_id: string | null;
  starts_at: string | null;
  previous_starts_at: string | null;
  changes: number;
  read_at: string | null;
  created_at: string;
}

export function useNotifications(limit: number) {
  const api = useApi();
  const { user } = useSession();
  return useQuery({
    queryKey: ["my", "notifications", user?.id, limit],
    placeholderData: keepPreviousData,
    queryFn: () =>
      ask<Notification[]>(
        api.from("notifications").select("notification_id,organization_id,topic,kind,recipient,subject_id,booking_id,starts_at,previous_starts_at,changes,read_at,created_at")
          .order("created_at", { ascending: false }).order("notification_id", { ascending: false }).limit(limit + 1),
      ),
  });
}

/** How many were not read yet. */
export function useUnread(): number {
  const api = useApi();
  const { session, user } = useSession();
  const { data } = useQuery({
    queryKey: ["my", "unread", user?.id],
    enabled: Boolean(session),
    staleTime: 30_000,
    queryFn: async () => {
      const { count, error } = await api.from("notifications").select("notification_id", { count: "exact", head: true }).is("read_at", null);
      return error ? 0 : count ?? 0;
    },
  });
  return data ?? 0;
}

export interface Preference {
  organization_id: string;
  kind: string;
  channel: "mail" | "app";
  wanted: boolean;
  switchable: boolean;
  keeps_essential: boolean;
}

export function usePreferences() {
  const api = useApi();
  const { user } = useSession();
  return useQuery({
    queryKey: ["my", "preferences", user?.id],
    queryFn: () =>
      ask<Preference[]>(
        api.from("notification_preferences").select("organization_id,kind,channel,wanted,switchable,keeps_essential")
          .order("organization_id").order("kind").order("channel"),
      ),
  });
}
