/** Practice rooms, their rounds, and the times that hosts offer, as the Data API has them. */
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { ask, type Connection } from "../api/connect";
import { liveOf } from "../api/live";
import { useApi } from "../app/connection";

export type Party = "host" | "guest";

export interface Room {
  room_id: string;
  organization_id: string;
  title: string | null;
  is_private: boolean;
  stage: string;
  /** In their order: the first is a new room's, the last ends it. */
  stages: string[];
  status: "open" | "booked";
  starts_at: string;
  ends_at: string;
  duration_minutes: number;
  host_name: string;
  guest_name: string | null;
  my_role: Party | null;
  /** For host and guest; null where the practice has no video rooms. */
  video_url: string | null;
}

export interface Round {
  round_id: string;
  room_id: string;
  number: number;
  status: "waiting" | "running" | "finished";
  candidate: Party | null;
  case_brief: string | null;
  transcript: string | null;
  assessment: string | null;
  started_at: string | null;
  finished_at: string | null;
}

export interface RoomSlot {
  slot_id: string;
  organization_id: string;
  title: string | null;
  status: "open" | "booked";
  starts_at: string;
  ends_at: string;
  host_name: string;
  is_mine: boolean;
  room_id: string | null;
}

export const PAGE_SIZE = 50;
/** So many are shown of lists that have no pages. */
export const MOST = 100;

export function useOpenRooms(organizationId: string) {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: ["rooms", organizationId, "open"],
    queryFn: ({ pageParam }) => ask<Room[]>(api.rpc("list_open_rooms", { organization_id: organizationId, limit_count: PAGE_SIZE, ...(pageParam && { after: pageParam }) })),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => (page.length === PAGE_SIZE ? page.at(-1)?.room_id : undefined),
  });
}

/** As host or guest, those to come first, the rest newest first. */
export function useMyRooms(organizationId: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["rooms", organizationId, "mine"],
    queryFn: () => ask<Room[]>(api.from("practice_rooms").select("*").eq("organization_id", organizationId).not("my_role", "is", null).order("starts_at", { ascending: false }).limit(MOST + 1)),
  });
}

/** Null: there is none that the caller may see. */
export function useRoom(roomId: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["rooms", "one", roomId],
    queryFn: async () => {
      const [rooms, rounds] = await Promise.all([
        ask<Room[]>(api.from("practice_rooms").select("*").eq("room_id", roomId)),
        ask<Round[]>(api.from("practice_rounds").select("*").eq("room_id", roomId).order("number")),
      ]);
      return rooms[0] ? { room: rooms[0], rounds } : null;
    },
  });
}

/** Open ones of others, and the caller's own. */
export function useSlots(organizationId: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["rooms", organizationId, "slots"],
    queryFn: () => ask<RoomSlot[]>(
      api.from("room_slots").select("*").eq("organization_id", organizationId).eq("status", "open").gt("starts_at", new Date().toISOString()).order("starts_at").limit(MOST + 1),
    ),
  });
}

/** Whether a room or an offered time could be booked still: then it was not somebody else who stood in the way. */
export async function isStillOpen(api: Connection, { room_id, slot_id, link_token }: Record<string, string>): Promise<boolean> {
  if (link_token) return (await ask<Room>(api.rpc("room_by_link", { link_token }))).status === "open";
  const rows = slot_id
    ? await ask<RoomSlot[]>(api.from("room_slots").select("status").eq("slot_id", slot_id))
    : await ask<Room[]>(api.from("practice_rooms").select("status").eq("room_id", room_id ?? ""));
  return rows[0]?.status === "open";
}

/** Asks for rooms anew whenever something is said on *topic*. */
export function useLiveRooms(topic: string): void {
  const api = useApi();
  const queries = useQueryClient();
  useEffect(() => {
    const ending = new AbortController();
    liveOf(api).watchTopic(topic, () => queries.invalidateQueries({ queryKey: ["rooms"] }), ending.signal);
    return () => ending.abort();
  }, [api, queries, topic]);
}
