/** Members and invitations, as an admin reads them. */
import { useQuery } from "@tanstack/react-query";
import { ask } from "../../api/connect";
import { useApi } from "../../app/connection";
import { useOrganization } from "../../app/organization";
import type { InvitationStatus, Role } from "./words";

export interface Member {
  member_id: string;
  user_id: string;
  role: Role;
  email: string;
  display_name: string;
  suspended_at: string | null;
  created_at: string;
}

export interface Invitation {
  invitation_id: string;
  email: string;
  display_name: string;
  role: Role;
  status: InvitationStatus;
  invited_by_name: string | null;
  expires_at: string;
  created_at: string;
}

export interface JoinRequest {
  request_id: string;
  email: string;
  display_name: string;
  message: string | null;
  specialties: string[];
  created_at: string;
}

/** So many are shown. */
export const INVITATIONS = 100;

/** Members by name, open requests to join as they came; of the invitations those that were not accepted, newest first, one more than are shown where there is more. */
export function usePeople() {
  const api = useApi();
  const { organization_id } = useOrganization();
  return useQuery({
    queryKey: ["people", organization_id],
    queryFn: async () => {
      const [members, invitations, requests] = await Promise.all([
        ask<Member[]>(api.from("members").select("member_id,user_id,role,email,display_name,suspended_at,created_at").eq("organization_id", organization_id).order("display_name")),
        ask<Invitation[]>(
          api.from("invitations").select("invitation_id,email,display_name,role,status,invited_by_name,expires_at,created_at")
            .eq("organization_id", organization_id).neq("status", "accepted").order("created_at", { ascending: false }).limit(INVITATIONS + 1),
        ),
        ask<JoinRequest[]>(
          api.from("join_requests").select("request_id,email,display_name,message,specialties,created_at")
            .eq("organization_id", organization_id).eq("status", "open").order("created_at").limit(INVITATIONS),
        ),
      ]);
      return { members, invitations, requests };
    },
  });
}
