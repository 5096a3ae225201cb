/** One conversation: who is in it, what was said, and where to write. */
import { useEffect, useSyncExternalStore } from "react";
import { useMore } from "../api/more";
import { EmptyState } from "../components/empty-state/empty-state";
import { Notice } from "../components/notice/notice";
import { QueryView } from "../components/query-view/query-view";
import { useWords } from "../i18n/speech";
import { others, useConversation, useMarkRead, useMessages, type Conversation } from "./api";
import { Composer } from "./composer";
import { JoinGroup, LeaveGroup } from "./group";
import { Log } from "./log";
import { useName } from "./name";
import type { Place } from "./talk";
import { words } from "./words";

export function Thread({ id, place }: { id: string; place: Place }) {
  const t = useWords(words);
  const query = useConversation(id);
  return (
    <QueryView query={query}>
      {(found) => found ? <Shown conversation={found} place={place} /> : <EmptyState title={t.missing} text={t.missingText} />}
    </QueryView>
  );
}

function Shown({ conversation, place }: { conversation: Conversation; place: Place }) {
  const t = useWords(words);
  const name = useName(place.zone)(conversation);
  const messages = useMessages(conversation.conversation_id, conversation.joined);
  const newest = messages.data?.pages[0]?.[0]?.position ?? 0;
  const { more: earlier, isPending } = useMore(messages);
  const { mutate: markRead } = useMarkRead();
  const visible = useSyncExternalStore(watchVisibility, () => !document.hidden);
  const waits = visible && conversation.joined && conversation.unread > 0 && newest > 0;
  useEffect(() => {
    if (waits) markRead({ conversation_id: conversation.conversation_id, up_to: newest });
  }, [waits, newest, markRead, conversation.conversation_id]);

  const present = others(conversation).filter(({ left }) => !left);
  const isClientInGroup = conversation.kind === "group" && conversation.my_role === "client";
  return (
    <section className="talk-thread" aria-labelledby="talk-with">
      <header className="talk-head">
        <div>
          <h2 id="talk-with">{name}</h2>
          {conversation.kind === "group" && present.length > 0 && <p className="aside">{t.people(present.map((each) => each.name).join(", "))}</p>}
        </div>
        {isClientInGroup && conversation.joined && <LeaveGroup conversation={conversation} onLeft={place.path} />}
      </header>
      {conversation.joined ? (
        <>
          <QueryView query={messages}>
            {({ pages }) => (
              <Log
                conversation={conversation} name={name} messages={pages.flat().reverse()} zone={place.zone}
                earlier={messages.hasNextPage ? earlier : null} isFetching={isPending}
              />
            )}
          </QueryView>
          {conversation.closed_because === null
            ? <Composer conversation={conversation} />
            : <Notice tone="info" isSpoken={false}><p>{t.closed[conversation.closed_because] ?? t.closedOtherwise}</p></Notice>}
        </>
      ) : <JoinGroup conversation={conversation} />}
    </section>
  );
}

function watchVisibility(changed: () => void): () => void {
  document.addEventListener("visibilitychange", changed);
  return () => document.removeEventListener("visibilitychange", changed);
}
