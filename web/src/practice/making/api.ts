/** What making a booking asks for. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ask } from "../../api/connect";
import type { Hold, Slot } from "../../api/contract";
import { sought } from "../../api/sought";
import { useApi } from "../../app/connection";
import { useOrganization } from "../../app/organization";
import type { LocalDate } from "../../time/dates";

export interface Reason {
  reason: string;
  detail: string;
  source: { kind: string; setting?: string; reference?: string; booking_id?: string };
}

export interface FoundClient {
  client_id: string;
  name: string;
  email: string;
  phone: string;
  locale: string;
  time_zone: string;
}

export interface Proposal {
  holds: Hold["holds"];
  refused: { starts_at: string; reason: string }[];
}

/** What the member may take, which is more than what the public may. */
export function useSlots(practitionerId: string, serviceId: string, from: LocalDate, to: LocalDate, zone: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["practice", "slots", practitionerId, serviceId, from, to, zone],
    queryFn: () => ask<Slot[]>(api.rpc("available_slots", { practitioner_id: practitionerId, service_id: serviceId, from_date: from, to_date: to, time_zone: zone })),
    placeholderData: keepPreviousData,
  });
}

/** Members are not held to notice, booking window, daily limit and publication: what stands against it is the rest. */
const NOT_FOR_MEMBERS: ReadonlySet<string> = new Set(["min_notice_minutes", "max_advance_days", "daily_limit", "active", "published", "accepting_clients"]);

/** What stands against a time that was typed by hand. */
export function useReasons(practitionerId: string, serviceId: string, startsAt: string, wanted: boolean) {
  const api = useApi();
  return useQuery({
    queryKey: ["practice", "reasons", practitionerId, serviceId, startsAt],
    enabled: wanted && Boolean(practitionerId && serviceId && startsAt),
    queryFn: async () => {
      const { reasons } = await ask<{ reasons: Reason[] }>(api.rpc("explain_slot", { practitioner_id: practitionerId, service_id: serviceId, starts_at: startsAt }));
      const past = Date.parse(startsAt) < Date.now();
      return reasons.filter(({ source }) => !NOT_FOR_MEMBERS.has(source.setting ?? "") || (past && source.setting === "min_notice_minutes"));
    },
  });
}

/** Which times of a series are free; nothing is held by asking. */
export function useProposal(practitionerId: string, serviceId: string, startsAt: string, recurrence: string | null) {
  const api = useApi();
  return useQuery({
    queryKey: ["practice", "proposal", practitionerId, serviceId, startsAt, recurrence],
    enabled: Boolean(practitionerId && serviceId && startsAt && recurrence),
    queryFn: () => ask<Proposal>(api.rpc("request_hold", {
      practitioner_id: practitionerId, service_id: serviceId, starts_at: startsAt, recurrence: recurrence ?? "", mode: "propose",
    })),
  });
}

const FOUND = 8;
const FOUND_COLUMNS = "client_id, name, email, phone, locale, time_zone";

/** Clients whose name or address has what is typed. */
export function useClientSearch(typed: string) {
  const api = useApi();
  const { organization_id } = useOrganization();
  const pattern = sought(typed);
  return useQuery({
    queryKey: ["practice", organization_id, "find-client", pattern],
    queryFn: () => {
      const rows = api.from("clients").select(FOUND_COLUMNS).eq("organization_id", organization_id).is("archived_at", null);
      return ask<FoundClient[]>((pattern ? rows.or(`name.ilike.${pattern},email.ilike.${pattern}`) : rows).order("name").order("client_id").limit(FOUND));
    },
    placeholderData: keepPreviousData,
  });
}

/** One client by id, where a link names one. */
export function useNamedClient(clientId: string | null) {
  const api = useApi();
  const { organization_id } = useOrganization();
  return useQuery({
    queryKey: ["practice", organization_id, "named-client", clientId],
    enabled: Boolean(clientId),
    queryFn: async () => {
      const [client] = await ask<FoundClient[]>(api.from("clients").select(FOUND_COLUMNS).match({ organization_id, client_id: clientId ?? "" }));
      return client ?? null;
    },
  });
}
