/** One thing that somebody was told, and the way to the booking it is about. */
import { Button } from "../../components/button/button";
import { Link } from "../../components/link/link";
import { keepFocus } from "../../components/modal/kept-focus";
import { useSpeech, useWords } from "../../i18n/speech";
import { visitorTimeZone } from "../../time/dates";
import { formatMoment } from "../../time/format";
import { useOrganizations } from "../api";
import type { Notification } from "./news";
import { words } from "./words";

interface NewsItemProps {
  notification: Notification;
  onRead: () => void;
  isMarking: boolean;
}

export function NewsItem({ notification: one, onRead, isMarking }: NewsItemProps) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const organization = useOrganizations()(one.organization_id);
  const zone = visitorTimeZone();
  const say = (instant: string) => formatMoment(instant, locale, zone);
  const telling = t.tells[one.recipient]?.[one.topic] ?? t.unknown;
  const what = typeof telling === "string" ? telling : telling(one.changes);
  const when = one.starts_at && say(one.starts_at);
  const before = one.previous_starts_at && one.previous_starts_at !== one.starts_at && say(one.previous_starts_at);
  // What a colleague has taken over is theirs to see.
  const practice = organization && organization.role !== "client" ? `/at/${organization.organization_slug}` : null;
  const room = one.topic.startsWith("practice_room.") && !one.topic.endsWith(".cancelled") && `/my/rooms/${one.subject_id}`;
  const href = room || (one.topic === "conversation.unread" ? (one.recipient === "client" ? `/my/messages/${one.subject_id}` : practice && `${practice}/conversations/${one.subject_id}`) : one.booking_id && !one.topic.endsWith(".passed_on") && (one.recipient === "client"
    ? `/my/bookings/${one.booking_id}`
    : practice && `${practice}/${one.topic === "review.created" ? "reviews" : `bookings/${one.booking_id}`}`));
  // The button goes; the focus stays with what was read.
  const read = (row: Element | null) => {
    onRead();
    keepFocus(() => row?.querySelector("a") ?? document.querySelector("h1"));
  };
  return (
    <li className={one.read_at ? undefined : "unread"}>
      <div className="my-news-text">
        <p className="my-news-what">
          {!one.read_at && <span className="visually-hidden">{t.new}</span>}
          {href ? <Link href={href} onClick={() => !one.read_at && onRead()}>{what}</Link> : what}
        </p>
        {when && <p>{one.changes > 1 ? t.first(when) : when}</p>}
        {before && <p className="my-news-before">{t.formerly(before)}</p>}
        <p className="my-news-from">{[organization?.organization_name, say(one.created_at)].filter(Boolean).join(" · ")}</p>
      </div>
      {!one.read_at && (
        <Button
          look="quiet" aria-label={t.markOneOf([what, when].filter(Boolean).join(", "))} onPress={({ target }) => read(target.closest("li"))} isPending={isMarking}
        >{t.markOne}</Button>
      )}
    </li>
  );
}
