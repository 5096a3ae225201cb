/** Bookings one below the other; each leads to its page. */
import { Link } from "../components/link/link";
import { StatusBadge } from "../components/status-badge/status-badge";
import { useSpeech, useWords } from "../i18n/speech";
import { visitorTimeZone } from "../time/dates";
import { formatDay, formatTimeSpan } from "../time/format";
import { useOrganizations, type MyBooking } from "./api";
import { words } from "./words";
import "./my.css";

interface BookingListProps {
  bookings: readonly MyBooking[];
  /** Below a heading of its own the names stand one level deeper. */
  level?: 2 | 3;
}

export function BookingList({ bookings, level = 2 }: BookingListProps) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const organization = useOrganizations();
  const zone = visitorTimeZone();
  const Heading = `h${level}` as const;
  return (
    <ul role="list" className="my-list">
      {bookings.map((booking) => (
        <li key={booking.booking_id} className="my-item">
          <Heading className="my-item-name"><Link href={`/my/bookings/${booking.booking_id}`}>{booking.service_name ?? t.booking}</Link></Heading>
          <StatusBadge status={booking.status} />
          <time className="my-item-when" dateTime={booking.starts_at}>
            {formatDay(booking.starts_at, locale, zone)}, <span className="my-item-time">{formatTimeSpan(booking.starts_at, booking.ends_at, locale, zone)}</span>
          </time>
          <p className="my-item-who">
            {[booking.practitioner_name && t.with(booking.practitioner_name), organization(booking.organization_id)?.organization_name].filter(Boolean).join(", ")}
          </p>
        </li>
      ))}
    </ul>
  );
}
