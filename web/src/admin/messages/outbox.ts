/** The organization's messages, newest first, and how much of its mail arrives. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { ask } from "../../api/connect";
import { useApi } from "../../app/connection";
import { useOrganization } from "../../app/organization";
import { addDays, today } from "../../time/dates";
import type { MailStatus, MessageStatus } from "./words";

export interface Message {
  event_id: string;
  topic: string;
  recipient: string;
  address: string | null;
  booking_id: string | null;
  reference: string | null;
  status: MessageStatus;
  attempts: number;
  last_error: string | null;
  in_hand: boolean;
  next_attempt_at: string | null;
  created_at: string;
  mail_status: MailStatus | null;
  mail_reason: string | null;
}

const COLUMNS = "event_id,topic,recipient,address,booking_id,reference,status,attempts,last_error,in_hand,next_attempt_at,created_at,mail_status,mail_reason";
const PAGE = 25;
/** A message that is on its way shows what becomes of it by itself. */
const LOOK_AGAIN_MS = 3_000;

export function useMessages(status: MessageStatus | "all") {
  const api = useApi();
  const { organization_id } = useOrganization();
  return useInfiniteQuery({
    queryKey: ["messages", organization_id, status],
    initialPageParam: null as Message | null,
    queryFn: ({ pageParam: after }) => {
      let query = api.from("messages").select(COLUMNS).eq("organization_id", organization_id);
      if (status !== "all") query = query.eq("status", status);
      if (after) query = query.or(`created_at.lt."${after.created_at}",and(created_at.eq."${after.created_at}",event_id.lt.${after.event_id})`);
      return ask<Message[]>(query.order("created_at", { ascending: false }).order("event_id", { ascending: false }).limit(PAGE));
    },
    getNextPageParam: (page) => (page.length < PAGE ? undefined : page.at(-1)),
    refetchInterval: ({ state }) => (state.data?.pages.some((page) => page.some((message) => message.status === "queued")) ? LOOK_AGAIN_MS : false),
  });
}

export interface Figures {
  taken: number;
  failed: number;
  arrived: number;
  bounced: number;
}

export function useFigures() {
  const api = useApi();
  const { organization_id } = useOrganization();
  return useQuery({
    queryKey: ["mail-figures", organization_id],
    queryFn: async () => {
      const days = await ask<Figures[]>(api.from("mail_figures").select("taken,failed,arrived,bounced").eq("organization_id", organization_id).gte("day", addDays(today("UTC"), -29)));
      const sum = (name: keyof Figures) => days.reduce((total, day) => total + day[name], 0);
      return { taken: sum("taken"), failed: sum("failed"), arrived: sum("arrived"), bounced: sum("bounced") };
    },
  });
}

export interface MarkedAddress {
  address_id: string;
  address: string;
  bounced_at: string | null;
  bounce_reason: string | null;
  complained_at: string | null;
}

/** So many are shown. */
export const ADDRESSES = 500;

/** One more than are shown where there is more. */
export function useMarkedAddresses() {
  const api = useApi();
  const { organization_id } = useOrganization();
  return useQuery({
    queryKey: ["mail-addresses", organization_id],
    queryFn: () => ask<MarkedAddress[]>(
      api.from("mail_addresses").select("address_id,address,bounced_at,bounce_reason,complained_at").eq("organization_id", organization_id).order("address").limit(ADDRESSES + 1),
    ),
  });
}
