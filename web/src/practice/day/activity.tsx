/** What happened lately, and how many clients there are. */
import { useOrganization } from "../../app/organization";
import { ButtonLink } from "../../components/button/button";
import { Link } from "../../components/link/link";
import { Panel } from "../../components/panel/panel";
import { useSpeech, useWords } from "../../i18n/speech";
import { formatRelative } from "../../time/relative";
import type { ListedBooking } from "../bookings/booking";
import { words } from "./words";

export function Clients({ count }: { count: number }) {
  const t = useWords(words);
  const { path } = useOrganization();
  return (
    <Panel title={t.clients}>
      <p><span className="client-count">{count}</span> {t.clientCount(count)}</p>
      <p><ButtonLink href={path("/clients")}>{t.allClients}</ButtonLink></p>
    </Panel>
  );
}

export function Activity({ bookings, now }: { bookings: readonly ListedBooking[]; now: number }) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const { path } = useOrganization();
  return (
    <Panel title={t.activity}>
      {bookings.length === 0 && <p className="aside">{t.noActivity}</p>}
      <ul role="list" className="activity">
        {bookings.map((booking) => (
          <li key={booking.booking_id}>
            <p><Link href={path(`/clients/${booking.client_id}`)}>{booking.client_name}</Link> {t.deeds[lastDeed(booking)]}: <Link href={path(`/bookings/${booking.booking_id}`)}>{booking.service_name}</Link></p>
            <p className="aside">{formatRelative(booking.updated_at, Math.max(now, Date.parse(booking.updated_at)), locale)}</p>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** What was done last, as far as the booking itself tells. */
function lastDeed({ status, cancelled_by, approval_expires_at }: ListedBooking): string {
  switch (status) {
    case "cancelled":
      return cancelled_by === "client" ? "cancelled" : cancelled_by === "system" ? "lapsed" : "withdrawn";
    case "pending":
      return "requested";
    case "rescheduled":
      return "moved";
    case "completed":
      return "attended";
    case "no_show":
      return "missed";
    default:
      return approval_expires_at ? "approved" : "booked";
  }
}
