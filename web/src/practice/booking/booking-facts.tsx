/** What is known of a booking. */
import type { Place } from "../../api/contract";
import { useOrganization } from "../../app/organization";
import { Facts } from "../../components/facts/facts";
import { Link } from "../../components/link/link";
import { VideoLink } from "../../components/video-link/video-link";
import { StatusBadge } from "../../components/status-badge/status-badge";
import { useSpeech, useWords } from "../../i18n/speech";
import { formatDay, formatMoment, formatTimeSpan, formatZone } from "../../time/format";
import type { Booking } from "../bookings/booking";
import type { Team } from "../team/team";
import { words } from "./page-words";

export function BookingFacts({ booking, place, team }: { booking: Booking; place: Place | null; team: Team }) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const { path } = useOrganization();
  const { time_zone: zone, client_time_zone: clientZone, cancelled_by, completed_at } = booking;
  const moment = (instant: string | null) => instant && formatMoment(instant, locale, zone);
  const elsewhere = clientZone !== zone && `${formatDay(booking.starts_at, locale, clientZone)}, ${formatTimeSpan(booking.starts_at, booking.ends_at, locale, clientZone)} · ${formatZone(clientZone, locale)}`;
  const kind = team.services.find(({ service_id }) => service_id === booking.service_id)?.location_kind;

  return (
    <Facts
      entries={[
        [t.status, <StatusBadge key="status" status={booking.status} />],
        [t.client, <Link key="client" href={path(`/clients/${booking.client_id}`)}>{booking.client_name}</Link>],
        [t.mail, <a key="mail" href={`mailto:${booking.client_email}`}>{booking.client_email}</a>],
        [t.phone, <a key="phone" href={`tel:${booking.client_phone.replace(/[^+\d]/g, "")}`}>{booking.client_phone}</a>],
        [t.service, booking.service_name],
        [t.practitioner, booking.practitioner_name],
        [t.place, kind && <>{t.placeKinds[kind]}{place?.address && <>, {place.address}</>}{place?.video_url && <>, <VideoLink url={place.video_url} state={place.video} /></>}</>],
        [t.met, place?.met && [t.practitionerCame(moment(place.met.practitioner_came_at ?? null)), t.clientCame(moment(place.met.client_came_at ?? null))].join("; ")],
        [t.clientTime, elsewhere || null],
        [t.note, booking.note],
        [t.series, booking.series_id && t.seriesText],
        [t.billing, booking.billing_code && [booking.billing_code, ...(booking.billing_modifiers ?? []), t.units(booking.billing_units ?? 1)].join(" · ")],
        [t.cancelledAt, booking.status === "cancelled" && cancelled_by ? `${t.cancelledBy[cancelled_by]}, ${moment(booking.cancelled_at)}` : null],
        [t.reason, booking.cancel_reason],
        [t.completedAt, moment(completed_at)],
        [t.reference, booking.reference],
      ]}
    >
      <div className="facts-when">
        <p className="facts-day">{formatDay(booking.starts_at, locale, zone)}</p>
        <p className="facts-time"><time dateTime={booking.starts_at}>{formatTimeSpan(booking.starts_at, booking.ends_at, locale, zone)}</time></p>
        <p className="facts-zone">{formatZone(zone, locale)}</p>
      </div>
    </Facts>
  );
}
