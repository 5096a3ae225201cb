/** What the pages about conversations ask for.  Who may read what is said by the policies. */
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { isUuid } from "../api/checks";
import { ask } from "../api/connect";
import { asFailure, type Failure } from "../api/failure";
import { useApi } from "../app/connection";
import { useSession } from "../app/session";
import type { Attachment } from "./files";

export type Role = "client" | "practitioner";

export interface Person {
  participant_id: string;
  role: Role;
  name: string;
  is_me: boolean;
  read_position: number | null;
  left: boolean;
}

export interface Conversation {
  conversation_id: string;
  organization_id: string;
  organization_name: string | null;
  kind: "direct" | "group";
  practitioner_id: string;
  client_id: string | null;
  service_name: string | null;
  starts_at: string | null;
  participant_id: string | null;
  my_role: Role;
  joined: boolean;
  people: Person[] | null;
  closed_because: string | null;
  last_position: number;
  unread: number;
  last_message_at: string | null;
  last_body: string | null;
  last_is_mine: boolean | null;
}

export interface Message {
  message_id: string;
  position: number;
  sender_id: string;
  is_mine: boolean;
  /** Empty where only files were sent; null where it was taken back. */
  body: string | null;
  created_at: string;
  attachments: Attachment[];
}

const COLUMNS =
  "conversation_id,organization_id,organization_name,kind,practitioner_id,client_id,service_name,starts_at,participant_id,my_role,joined,people,closed_because,"
  + "last_position,unread,last_message_at,last_body,last_is_mine";
const PAGE = 40;

/** On whose side of the table somebody is, and where. */
export interface Side {
  role: Role;
  /** For practitioners: one practice at a time. */
  organizationId: string | null;
}

/** Those with the latest message first; one more than *limit* where there is more. */
export function useConversations({ role, organizationId }: Side, limit: number) {
  const api = useApi();
  const { user } = useSession();
  return useQuery({
    queryKey: ["talk", "list", user?.id, role, organizationId, limit],
    placeholderData: keepPreviousData,
    queryFn: () => {
      const all = api.from("conversations").select(COLUMNS).eq("my_role", role);
      return ask<Conversation[]>(
        (organizationId ? all.eq("organization_id", organizationId) : all)
          .order("last_message_at", { ascending: false, nullsFirst: false }).order("created_at", { ascending: false }).limit(limit + 1),
      );
    },
  });
}

/** By its own id, or by that of the caller's place in it, which is what notifications name.  `null`: none that the caller takes part in. */
export function useConversation(id: string) {
  const api = useApi();
  const { user } = useSession();
  return useQuery({
    queryKey: ["talk", "one", user?.id, id],
    queryFn: async () => {
      if (!isUuid(id)) return null;
      const [found] = await ask<Conversation[]>(api.from("conversations").select(COLUMNS).or(`conversation_id.eq.${id},participant_id.eq.${id}`).limit(1));
      return found ?? null;
    },
  });
}

/** The latest messages, in pages towards the past. */
export function useMessages(conversationId: string, enabled: boolean) {
  const api = useApi();
  const { user } = useSession();
  return useInfiniteQuery({
    queryKey: ["talk", "messages", user?.id, conversationId],
    enabled,
    initialPageParam: null as number | null,
    queryFn: ({ pageParam: before }) => {
      const all = api.from("conversation_messages").select("message_id,position,sender_id,is_mine,body,created_at,attachments").eq("conversation_id", conversationId);
      return ask<Message[]>((before === null ? all : all.lt("position", before)).order("position", { ascending: false }).limit(PAGE));
    },
    getNextPageParam: (page) => (page.length < PAGE ? null : page.at(-1)?.position ?? null),
  });
}

interface Said {
  conversation_id: string;
  body: string;
  /** Uploads the files and says where they are; absent without files. */
  attach?: (() => Promise<{ path: string; file_name: string }[]>) | undefined;
  /** The composer keeps it until there is an answer, so that what is sent again can only be said once. */
  idempotency_key: string;
}

export function useSend(onDone: () => void) {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation<{ position: number }, Failure, Said>({
    mutationFn: async ({ attach, ...said }) => {
      try {
        return await ask<{ position: number }>(api.rpc("send_message", attach ? { ...said, attachments: await attach() } : said));
      } catch (error) {
        throw asFailure(error);
      }
    },
    onSuccess: () => {
      onDone();
      return queries.invalidateQueries({ queryKey: ["talk"] });
    },
  });
}

/** Marks as read what is shown; a failure matters to nobody, since the next message, or the next visit, tries again. */
export function useMarkRead() {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (upTo: { conversation_id: string; up_to: number }) => ask(api.rpc("mark_conversation_read", upTo)),
    onSuccess: () => Promise.all([queries.invalidateQueries({ queryKey: ["talk"] }), queries.invalidateQueries({ queryKey: ["my"] })]),
  });
}

/** How many messages wait on this side. */
export function useWaiting({ role, organizationId }: Side): number {
  const api = useApi();
  const { session, user } = useSession();
  const { data } = useQuery({
    queryKey: ["talk", "waiting", user?.id, role, organizationId],
    enabled: Boolean(session),
    staleTime: 30_000,
    queryFn: async () => {
      const all = api.from("conversations").select("unread").eq("my_role", role).gt("unread", 0);
      const { data: rows, error } = await (organizationId ? all.eq("organization_id", organizationId) : all);
      return error ? 0 : rows.reduce((sum, { unread }) => sum + (unread ?? 0), 0);
    },
  });
  return data ?? 0;
}

/** Those who are not the caller. */
export function others(conversation: Conversation): Person[] {
  return (conversation.people ?? []).filter(({ is_me }) => !is_me);
}
