/** What was said, by days, the newest at the bottom; what is new is read aloud when there is a pause. */
import { useLayoutEffect, useRef } from "react";
import { Button } from "../components/button/button";
import { useSpeech, useWords } from "../i18n/speech";
import { localDate } from "../time/dates";
import { formatDay, formatTime } from "../time/format";
import { Attachments } from "./attachments";
import { others, type Conversation, type Message } from "./api";
import { TakeBack } from "./take-back";
import { words } from "./words";

interface LogProps {
  conversation: Conversation;
  name: string;
  messages: Message[];
  zone: string;
  earlier: (() => void) | null;
  isFetching: boolean;
}

export function Log({ conversation, name, messages, zone, earlier, isFetching }: LogProps) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const box = useRef<HTMLDivElement>(null);
  const newest = messages.at(-1)?.position;
  const oldest = messages[0]?.position;
  const before = useRef({ oldest, height: 0 });
  // At the newest, but for who asked for earlier ones: they stay where they were reading.
  useLayoutEffect(() => {
    const log = box.current;
    if (!log) return;
    const { oldest: was, height } = before.current;
    if (was !== undefined && oldest !== undefined && oldest < was) log.scrollTop += log.scrollHeight - height;
    else log.scrollTop = log.scrollHeight;
    before.current = { oldest, height: log.scrollHeight };
  }, [newest, oldest]);

  const days = new Map<string, Message[]>();
  for (const message of messages) {
    const day = localDate(message.created_at, zone);
    days.set(day, [...(days.get(day) ?? []), message]);
  }
  const readUpTo = Math.max(0, ...others(conversation).map(({ read_position }) => read_position ?? 0));
  const lastRead = messages.findLast(({ is_mine, position }) => is_mine && position <= readUpTo)?.message_id;
  return (
    <div ref={box} className="talk-log" role="log" aria-label={t.log(name)} aria-busy={isFetching} tabIndex={0}>
      {earlier && <p><Button look="quiet" onPress={earlier} isPending={isFetching}>{t.earlier}</Button></p>}
      {messages.length === 0 && <p className="aside">{conversation.kind === "group" ? t.sayHelloGroup : t.sayHello}</p>}
      {[...days].map(([day, said]) => (
        <section key={day} aria-label={formatDay(said[0]!.created_at, locale, zone)}>
          <h3 className="talk-day"><span>{formatDay(said[0]!.created_at, locale, zone)}</span></h3>
          <ol role="list">
            {said.map((message) => <Bubble key={message.message_id} message={message} conversation={conversation} zone={zone} isRead={message.message_id === lastRead} />)}
          </ol>
        </section>
      ))}
    </div>
  );
}

function Bubble({ message, conversation, zone, isRead }: { message: Message; conversation: Conversation; zone: string; isRead: boolean }) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const sender = message.is_mine ? t.you : conversation.people?.find(({ participant_id }) => participant_id === message.sender_id)?.name ?? t.somebody;
  return (
    <li className="talk-message" data-mine={message.is_mine}>
      <p className={conversation.kind === "group" && !message.is_mine ? "talk-sender" : "visually-hidden"}>{sender}</p>
      {message.body !== "" && <p className={message.body === null ? "talk-body talk-gone" : "talk-body"} dir="auto">{message.body ?? t.takenBack}</p>}
      {message.attachments.length > 0 && <Attachments attachments={message.attachments} />}
      <p className="talk-time">
        <time dateTime={message.created_at}>{formatTime(message.created_at, locale, zone)}</time>
        {isRead && <> · {t.read}</>}
        {message.is_mine && message.body !== null && <TakeBack message={message} />}
      </p>
    </li>
  );
}
