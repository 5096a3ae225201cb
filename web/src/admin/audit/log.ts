/** The audit log, newest first, by what is asked for in the address. */
import { parseDate } from "@internationalized/date";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { ask } from "../../api/connect";
import { useApi } from "../../app/connection";
import { useOrganization } from "../../app/organization";

export type Row = Record<string, unknown>;

export interface Entry {
  entry_id: number;
  at: string;
  actor: string;
  action: string;
  entity: string;
  entity_id: string;
  before: Row | null;
  after: Row | null;
}

/** As they stand in the address; empty: any. */
export interface Filters {
  entity: string;
  action: string;
  /** "user:<uuid>", or "client" or "system" for all of that kind. */
  actor: string;
  from: string;
  until: string;
  id: string;
}

const PAGE = 30;

export function useLog(filters: Filters) {
  const api = useApi();
  const { organization_id, time_zone } = useOrganization();
  const { entity, action, actor, from, until, id } = filters;
  return useInfiniteQuery({
    queryKey: ["audit", organization_id, filters],
    initialPageParam: null as number | null,
    queryFn: ({ pageParam: before }) => {
      let query = api.from("audit_log").select("entry_id,at,actor,action,entity,entity_id,before,after").eq("organization_id", organization_id);
      if (entity) query = query.eq("entity", entity);
      if (action) query = query.like("action", `%.${action}`);
      if (actor) query = actor.includes(":") ? query.eq("actor", actor) : query.like("actor", `${actor}:%`);
      if (from) query = query.gte("at", parseDate(from).toDate(time_zone).toISOString());
      if (until) query = query.lt("at", parseDate(until).add({ days: 1 }).toDate(time_zone).toISOString());
      if (id) query = query.eq("entity_id", id);
      if (before !== null) query = query.lt("entry_id", before);
      return ask<Entry[]>(query.order("entry_id", { ascending: false }).limit(PAGE));
    },
    getNextPageParam: (page) => (page.length < PAGE ? undefined : page.at(-1)?.entry_id),
  });
}

/** Names of members by their "user:<uuid>". */
export function useActors() {
  const api = useApi();
  const { organization_id } = useOrganization();
  return useQuery({
    queryKey: ["actors", organization_id],
    staleTime: 60_000,
    queryFn: async () => {
      const members = await ask<{ user_id: string; display_name: string }[]>(
        api.from("members").select("user_id,display_name").eq("organization_id", organization_id).order("display_name"),
      );
      return new Map(members.map(({ user_id, display_name }) => [`user:${user_id}`, display_name]));
    },
  });
}
