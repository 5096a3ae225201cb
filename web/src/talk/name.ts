/** What a conversation is called: by the other's name, or by the session that it is about. */
import { useSpeech, useWords } from "../i18n/speech";
import { formatShortMoment } from "../time/format";
import { others, type Conversation } from "./api";
import { words } from "./words";

export function useName(zone: string): (conversation: Conversation) => string {
  const t = useWords(words);
  const { locale } = useSpeech();
  return (conversation) =>
    conversation.kind === "group" && conversation.starts_at
      ? t.group(conversation.service_name ?? t.groupOf, formatShortMoment(conversation.starts_at, locale, zone))
      : others(conversation)[0]?.name ?? t.somebody;
}
