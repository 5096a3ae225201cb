/** When a booking is, in its client's zone: the day, and the time in large figures. */
import { useSpeech } from "../i18n/speech";
import { visitorTimeZone } from "../time/dates";
import { formatDay, formatTimeSpan } from "../time/format";

export function When({ booking }: { booking: { starts_at: string; ends_at: string } }) {
  const { locale } = useSpeech();
  const zone = visitorTimeZone();
  return (
    <time className="my-when" dateTime={booking.starts_at}>
      <span className="my-when-day">{formatDay(booking.starts_at, locale, zone)}</span>{" "}
      <span className="my-when-time">{formatTimeSpan(booking.starts_at, booking.ends_at, locale, zone)}</span>
    </time>
  );
}
