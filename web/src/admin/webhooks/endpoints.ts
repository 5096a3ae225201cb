/** Webhooks and what was sent to them, as an admin reads them. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { ask } from "../../api/connect";
import { useApi } from "../../app/connection";
import { useOrganization } from "../../app/organization";
import type { DeliveryStatus, DisabledBecause } from "./words";

export interface Endpoint {
  endpoint_id: string;
  url: string;
  description: string;
  detail: boolean;
  event_types: string[];
  status: "active" | "disabled";
  disabled_because: DisabledBecause | null;
  failing_since: string | null;
  created_at: string;
}

/** What is on its way shows what becomes of it by itself. */
const LOOK_AGAIN_MS = 2_000;

/** *watched* keeps an open endpoint's state as it is by now. */
export function useEndpoints(watched: boolean) {
  const api = useApi();
  const { organization_id } = useOrganization();
  return useQuery({
    queryKey: ["webhooks", organization_id],
    refetchInterval: watched ? LOOK_AGAIN_MS : false,
    queryFn: () => ask<Endpoint[]>(
      api.from("webhook_endpoints").select("endpoint_id,url,description,detail,event_types,status,disabled_because,failing_since,created_at")
        .eq("organization_id", organization_id).order("created_at"),
    ),
  });
}

export interface Delivery {
  delivery_id: string;
  position: number;
  event_type: string;
  status: DeliveryStatus;
  attempts: number;
  next_attempt_at: string | null;
  response_status: number | null;
  duration_ms: number | null;
  last_error: string | null;
  created_at: string;
}

const PAGE = 25;
export function useDeliveries(endpointId: string) {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: ["webhook-deliveries", endpointId],
    initialPageParam: null as number | null,
    queryFn: ({ pageParam: before }) => {
      let query = api.from("webhook_deliveries")
        .select("delivery_id,position,event_type,status,attempts,next_attempt_at,response_status,duration_ms,last_error,created_at").eq("endpoint_id", endpointId);
      if (before !== null) query = query.lt("position", before);
      return ask<Delivery[]>(query.order("position", { ascending: false }).limit(PAGE));
    },
    getNextPageParam: (page) => (page.length < PAGE ? undefined : page.at(-1)?.position),
    refetchInterval: ({ state }) => (state.data?.pages.some((page) => page.some(({ status }) => status === "queued")) ? LOOK_AGAIN_MS : false),
  });
}
