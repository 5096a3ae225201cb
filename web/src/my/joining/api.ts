/** Somebody's own requests to work somewhere, and what a request asks about. */
import { useQuery } from "@tanstack/react-query";
import { ask } from "../../api/connect";
import { useApi } from "../../app/connection";
import type { RequestStatus } from "./words";

export interface MyRequest {
  request_id: string;
  organization_id: string;
  organization_name: string | null;
  organization_slug: string | null;
  status: RequestStatus;
  reason: string | null;
  created_at: string;
}

/** Newest first; those of others, which admins see too, left out. */
export function useMyRequests() {
  const api = useApi();
  return useQuery({
    queryKey: ["my", "join requests"],
    queryFn: () => ask<MyRequest[]>(
      api.from("join_requests").select("request_id,organization_id,organization_name,organization_slug,status,reason,created_at")
        .eq("is_mine", true).order("created_at", { ascending: false }).limit(20),
    ),
  });
}

export interface Practice {
  organization_id: string;
  slug: string;
  name: string;
  takes_join_requests: boolean;
  specialties: { specialty_id: string; name: string }[];
}

export function usePractice(slug: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["my", "practice to join", slug],
    queryFn: async (): Promise<Practice | null> => {
      const [found] = await ask<Omit<Practice, "specialties">[]>(api.from("organizations").select("organization_id,slug,name,takes_join_requests").eq("slug", slug));
      if (!found) return null;
      const specialties = await ask<Practice["specialties"]>(api.from("specialties").select("specialty_id,name").eq("organization_id", found.organization_id).order("name"));
      return { ...found, specialties };
    },
  });
}
