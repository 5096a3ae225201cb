/** All conversations, those with the latest message first. */
import { useState } from "react";
import { Button } from "../components/button/button";
import { EmptyState } from "../components/empty-state/empty-state";
import { Link } from "../components/link/link";
import { QueryView } from "../components/query-view/query-view";
import { useSpeech, useWords } from "../i18n/speech";
import { formatShortMoment } from "../time/format";
import { useConversations, type Conversation } from "./api";
import { useName } from "./name";
import type { Place } from "./talk";
import { words } from "./words";

const STEP = 50;

export function ConversationList({ place, selected }: { place: Place; selected: string | undefined }) {
  const t = useWords(words);
  const [limit, setLimit] = useState(STEP);
  const conversations = useConversations(place, limit);
  return (
    <QueryView query={conversations}>
      {(all) => all.length === 0 ? <EmptyState title={t.none} text={t.noneText[place.role]} action={place.wayOn} /> : (
        <>
          <ul role="list" className="talk-conversations">
            {all.slice(0, limit).map((each) => (
              <Item key={each.conversation_id} conversation={each} place={place} isSelected={selected === each.conversation_id || selected === each.participant_id} />
            ))}
          </ul>
          {all.length > limit && <p><Button onPress={() => setLimit(limit + STEP)} isPending={conversations.isPlaceholderData}>{t.more}</Button></p>}
        </>
      )}
    </QueryView>
  );
}

function Item({ conversation, place, isSelected }: { conversation: Conversation; place: Place; isSelected: boolean }) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const name = useName(place.zone);
  const said = conversation.last_position === 0 ? (conversation.joined ? t.nothingYet : t.joinTitle) : conversation.last_body === "" ? t.onlyFiles : conversation.last_body ?? (conversation.joined ? t.takenBackShort : t.joinTitle);
  return (
    <li className={conversation.unread > 0 ? "unread" : undefined}>
      <Link href={`${place.path}/${conversation.conversation_id}`} aria-current={isSelected ? "page" : undefined}>
        <span className="talk-name">
          {name(conversation)}
          {conversation.unread > 0 && (
            <><span className="unread-count" aria-hidden="true">{conversation.unread}</span><span className="visually-hidden">{t.unread(conversation.unread)}</span></>
          )}
        </span>
        <span className="talk-said">{conversation.last_is_mine && conversation.last_body !== null ? t.youSaid(said) : said}</span>
        <span className="talk-when">
          {[place.role === "client" && conversation.organization_name, conversation.last_message_at && formatShortMoment(conversation.last_message_at, locale, place.zone)].filter(Boolean).join(" · ")}
        </span>
      </Link>
    </li>
  );
}
