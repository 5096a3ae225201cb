/** What the pages about clients ask for and change. */
import { isUuid } from "../../api/checks";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { allOf } from "../../api/conditions";
import { ask } from "../../api/connect";
import { asFailure } from "../../api/failure";
import { sought } from "../../api/sought";
import { useWrite, written } from "../../api/write";
import { useApi } from "../../app/connection";
import { useOrganization } from "../../app/organization";

export interface Client {
  client_id: string;
  has_account: boolean;
  name: string;
  email: string;
  phone: string;
  time_zone: string;
  locale: string;
  onboarding_status: "pending" | "complete";
  archived_at: string | null;
  created_at: string;
  practitioner_id: string | null;
  practitioner_name: string | null;
  bookings_count: number;
  last_starts_at: string | null;
  next_starts_at: string | null;
  next_booking_id: string | null;
  /** On the client's own page, for those with privacy:manage. */
  legal_hold?: { reason: string; placed_at: string } | null;
  erased_at?: string | null;
  erasure_asked_at?: string | null;
}

export type ClientChange = Partial<Pick<Client, "name" | "email" | "phone" | "time_zone" | "locale" | "archived_at">>;

const PAGE = 25;

/** By name.  Pages begin after the last name shown. */
export function useClientPages(search: string, archived: boolean, waiting: boolean) {
  const api = useApi();
  const { organization_id } = useOrganization();
  const pattern = sought(search);
  return useInfiniteQuery({
    queryKey: ["practice", organization_id, "clients", pattern, archived, waiting],
    initialPageParam: null as Pick<Client, "name" | "client_id"> | null,
    queryFn: ({ pageParam: after }) => {
      let rows = api.from("client_list").select("*").eq("organization_id", organization_id);
      if (!archived) rows = rows.is("archived_at", null);
      // Who became a client by an account and was given to nobody (CP-6.5).
      if (waiting) rows = rows.is("practitioner_id", null).eq("has_account", true);
      const conditions = pattern ? [`name.ilike.${pattern},email.ilike.${pattern}`] : [];
      if (after) {
        const name = `"${after.name.replace(/["\\]/g, "\\$&")}"`;
        conditions.push(`name.gt.${name},and(name.eq.${name},client_id.gt.${after.client_id})`);
      }
      if (conditions.length > 0) rows = rows.or(allOf(...conditions));
      return ask<Client[]>(rows.order("name").order("client_id").limit(PAGE));
    },
    getNextPageParam: (page) => (page.length < PAGE ? null : page.at(-1) ?? null),
    placeholderData: (shown) => shown,
  });
}

/** `null`: there is none that the member may see in this organization. */
export function useClient(clientId: string) {
  const api = useApi();
  const { organization_id } = useOrganization();
  return useQuery({
    queryKey: ["practice", organization_id, "client", clientId],
    queryFn: async () => {
      if (!isUuid(clientId)) return null;
      // That somebody opened the page is noted with it: who looked can be told to the client.
      const client = await ask<Client & { organization_id: string }>(api.rpc("client_record", { client_id: clientId })).catch((reason: unknown) => {
        if (asFailure(reason).word === "not_found") return null;
        throw reason;
      });
      return client?.organization_id === organization_id ? client : null;
    },
  });
}

export function useChangeClient(clientId: string, onDone: () => void) {
  const { organization_id } = useOrganization();
  return useWrite<ClientChange>(
    (api, change) => written(api.from("clients").update(change).match({ organization_id, client_id: clientId }).select("client_id")), { onDone },
  );
}
