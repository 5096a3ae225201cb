/** What the care of a client asks for. */
import { useQuery } from "@tanstack/react-query";
import { ask } from "../../api/connect";
import { useApi } from "../../app/connection";
import { useOrganization } from "../../app/organization";

export interface Places {
  practitioner_id: string;
  takes_new_clients: boolean;
  free_places: number | null;
}

export interface Assignment {
  assignment_id: string;
  practitioner_id: string;
  practitioner_name: string | null;
  assigned_at: string;
  ended_at: string | null;
  assigned_by_name: string | null;
  reason: string | null;
  ended_by_name: string | null;
  end_reason: string | null;
}

export interface Preview {
  takes_new_clients: boolean;
  bookings: {
    booking_id: string;
    reference: string;
    starts_at: string;
    service_name: string;
    offered: boolean;
    can_move: boolean;
  }[];
}

/** Who has room, for those who assign. */
export function usePlaces(wanted: boolean) {
  const api = useApi();
  const { organization_id } = useOrganization();
  return useQuery({
    queryKey: ["practice", organization_id, "places of practitioners"],
    enabled: wanted,
    queryFn: () => ask<Places[]>(api.from("practitioner_places").select("practitioner_id,takes_new_clients,free_places").eq("organization_id", organization_id)),
  });
}

/** Newest first. */
export function useAssignments(clientId: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["practice", "assignments", clientId],
    queryFn: () => ask<Assignment[]>(
      api.from("client_assignments")
        .select("assignment_id,practitioner_id,practitioner_name,assigned_at,ended_at,assigned_by_name,reason,ended_by_name,end_reason")
        .eq("client_id", clientId).order("assigned_at", { ascending: false }).limit(50),
    ),
  });
}

/** What a hand-over would find; nothing is changed by asking. */
export function usePreview(clientId: string, to: string | null) {
  const api = useApi();
  return useQuery({
    queryKey: ["practice", "hand-over", clientId, to],
    enabled: to !== null,
    staleTime: 0,
    queryFn: () => ask<Preview>(api.rpc("preview_hand_over", { client_id: clientId, to_practitioner_id: to ?? "" })),
  });
}
