/** Days to come, each with its bookings in short. */
import { useOrganization } from "../../app/organization";
import { Link } from "../../components/link/link";
import { StatusBadge } from "../../components/status-badge/status-badge";
import { useSpeech } from "../../i18n/speech";
import { byDate } from "../../time/dates";
import { formatDate, formatTime } from "../../time/format";
import type { ListedBooking } from "../bookings/booking";

export function ComingDays({ bookings, zone, none }: { bookings: readonly ListedBooking[]; zone: string; none: string }) {
  const { locale } = useSpeech();
  const { path } = useOrganization();
  if (bookings.length === 0) return <p className="aside">{none}</p>;
  return (
    <div className="coming-days">
      {[...byDate(bookings, zone)].map(([date, rows]) => (
        <section key={date} className="coming-day" aria-label={formatDate(date, locale)}>
          <h3>{formatDate(date, locale)}</h3>
          <ul role="list">
            {rows.map((booking) => (
              <li key={booking.booking_id} className="coming">
                <time className="coming-time" dateTime={booking.starts_at}>{formatTime(booking.starts_at, locale, zone)}</time>
                <span><Link href={path(`/bookings/${booking.booking_id}`)}>{booking.client_name}</Link> <span className="aside">{booking.service_name}</span></span>
                {booking.status === "pending" && <StatusBadge status={booking.status} />}
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
