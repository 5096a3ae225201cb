/** When a booking is: its day, and its time in large figures. */
import { useSpeech } from "../../i18n/speech";
import { formatDay, formatTimeSpan } from "../../time/format";
import "./bookings.css";

export function When({ booking, zone }: { booking: { starts_at: string; ends_at: string }; zone: string }) {
  const { locale } = useSpeech();
  return (
    <time className="when" dateTime={booking.starts_at}>
      <span className="when-day">{formatDay(booking.starts_at, locale, zone)}</span>{" "}
      <span className="when-time">{formatTimeSpan(booking.starts_at, booking.ends_at, locale, zone)}</span>
    </time>
  );
}
