/** What each role may do, who supervises whom, and when the platform's support looks in. */
import { useQuery } from "@tanstack/react-query";
import { ask } from "../../api/connect";
import { useApi } from "../../app/connection";
import { useOrganization } from "../../app/organization";
import type { Role, SupportStatus } from "./words";

export interface Permission {
  role: Role;
  permission: string;
  description: string;
  granted: boolean;
  by_default: boolean;
  changed: boolean;
  fixed: boolean;
}

export interface Supervision {
  supervision_id: string;
  supervisor_id: string;
  supervisor_name: string | null;
  practitioner_id: string;
  practitioner_name: string | null;
  may_read_notes: boolean;
  since: string;
  ended_at: string | null;
}

export interface Support {
  support_id: string;
  reason: string;
  minutes: number;
  requested_at: string;
  allowed_by_name: string | null;
  expires_at: string;
  ended_at: string | null;
  ended_by_name: string | null;
  status: SupportStatus;
}

/** Ended ones are shown so far back. */
export const PAST = 20;

export function usePermissions() {
  const api = useApi();
  const { organization_id } = useOrganization();
  return useQuery({
    queryKey: ["permissions", organization_id],
    queryFn: () => ask<Permission[]>(
      api.from("role_permissions").select("role,permission,description,granted,by_default,changed,fixed").eq("organization_id", organization_id).order("permission"),
    ),
  });
}

/** Supervisions, newest first, and who could be part of one. */
export function useSupervisions() {
  const api = useApi();
  const { organization_id } = useOrganization();
  return useQuery({
    queryKey: ["supervisions", organization_id],
    queryFn: async () => {
      const [supervisions, members, practitioners] = await Promise.all([
        ask<Supervision[]>(
          api.from("supervisions").select("*").eq("organization_id", organization_id)
            .order("ended_at", { ascending: false, nullsFirst: true }).order("since", { ascending: false }).limit(200),
        ),
        ask<{ member_id: string; display_name: string }[]>(
          api.from("members").select("member_id,display_name").eq("organization_id", organization_id).is("suspended_at", null).order("display_name"),
        ),
        ask<{ practitioner_id: string; display_name: string; member_id: string | null }[]>(
          api.from("practitioners").select("practitioner_id,display_name,member_id").eq("organization_id", organization_id).is("archived_at", null).order("display_name"),
        ),
      ]);
      const open = supervisions.filter(({ ended_at }) => !ended_at);
      return { supervisions: [...open, ...supervisions.filter(({ ended_at }) => ended_at).slice(0, PAST)], members, practitioners };
    },
  });
}

export function useSupport() {
  const api = useApi();
  const { organization_id } = useOrganization();
  return useQuery({
    queryKey: ["support", organization_id],
    queryFn: () => ask<Support[]>(
      api.from("support_access").select("support_id,reason,minutes,requested_at,allowed_by_name,expires_at,ended_at,ended_by_name,status")
        .eq("organization_id", organization_id).order("requested_at", { ascending: false }).limit(PAST),
    ),
    // It ends by itself.
    refetchInterval: 60_000,
  });
}
