/** When a room is, in large words, and in whose clock. */
import { useSpeech } from "../i18n/speech";
import { formatDay, formatTimeSpan } from "../time/format";

export function When({ at, zone }: { at: { starts_at: string; ends_at: string }; zone: string }) {
  const { locale } = useSpeech();
  return (
    <p className="room-when">
      <time dateTime={at.starts_at}>
        <span className="room-day">{formatDay(at.starts_at, locale, zone)}</span>
        <span className="room-time">{formatTimeSpan(at.starts_at, at.ends_at, locale, zone)}</span>
      </time>
    </p>
  );
}
