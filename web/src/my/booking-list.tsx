/** Bookings one below the other; each leads to its page. */
import { Link } from "../components/link/link";
import { StatusBadge } from "../components/status-badge/status-badge";
import { useSpeech, useWords } from "../i18n/speech";
import { visitorTimeZone } from "../time/dates";
import { formatDay, formatTimeSpan } from "../time/format";
import { useOrganizations, type MyBooking } from "./api";
import { words } from "./words";
import "./my.css";

export function BookingList({ bookings }: { bookings: readonly MyBooking[] }) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const organization = useOrganizations();
  const zone = visitorTimeZone();
  return (
    <ul role="list" className="my-list">
      {bookings.map((booking) => (
        <li key={booking.booking_id} className="my-item">
          <h3 className="my-item-name"><Link href={`/my/bookings/${booking.booking_id}`}>{booking.service_name ?? t.booking}</Link></h3>
          <StatusBadge status={booking.status} />
          <time className="my-item-when" dateTime={booking.starts_at}>
            {formatDay(booking.starts_at, locale, zone)}, {formatTimeSpan(booking.starts_at, booking.ends_at, locale, zone)}
          </time>
          <p className="my-item-who">
            {[booking.practitioner_name && t.with(booking.practitioner_name), organization(booking.organization_id)?.organization_name].filter(Boolean).join(", ")}
          </p>
        </li>
      ))}
    </ul>
  );
}
