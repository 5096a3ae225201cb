/** One booking: what is known of it, what can be done with it, and what was. */
import { useParams } from "wouter";
import { Nowhere } from "../app/nowhere";
import type { Place } from "../api/contract";
import { useOrganization } from "../app/organization";
import { Link } from "../components/link/link";
import { NotesPanel } from "../components/notes/notes-panel";
import { Notice } from "../components/notice/notice";
import { Page } from "../components/page/page";
import { Loading } from "../components/query-view/loading";
import { QueryView } from "../components/query-view/query-view";
import { useSpeech, useWords } from "../i18n/speech";
import { formatMoment } from "../time/format";
import { useBooking } from "./booking/api";
import { BookingFacts } from "./booking/booking-facts";
import { Deeds } from "./booking/deeds";
import { History } from "./booking/history";
import { words } from "./booking/page-words";
import { isWaiting, type Booking } from "./bookings/booking";
import { useTeam } from "./team/team";
import { useNow } from "./team/use-now";
import { TalkOfBooking } from "./booking/talk-of-booking";
import { usePracticeNews } from "./team/use-practice-news";
import "./bookings/bookings.css";

export default function BookingPage() {
  const { booking = "" } = useParams();
  const query = useBooking(booking);
  // Where there is nothing for the member, that there might be something for others is not told.
  if (query.data === null) return <Nowhere />;
  return <QueryView query={query} loading={<Loading />}>{(found) => found && <Shown booking={found.booking} place={found.place} />}</QueryView>;
}

function Shown({ booking, place }: { booking: Booking; place: Place | null }) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const { path, may, practitioner_id } = useOrganization();
  const team = useTeam();
  const now = useNow();
  usePracticeNews([booking.practitioner_id]);
  const isOwn = booking.practitioner_id === practitioner_id;
  const mayWrite = may("notes:write") && (isOwn || may("sessions:manage"));
  const kinds = !mayWrite ? [] : isOwn || may("notes:read") ? (["private", "shared"] as const) : (["shared"] as const);
  return (
    <Page title={t.title(booking.client_name)} above={<Link href={path("/bookings")}>{t.back}</Link>}>
      {isWaiting(booking, now) && booking.approval_expires_at && (
        <Notice tone="info"><p>{t.waiting(formatMoment(booking.approval_expires_at, locale, booking.time_zone))}</p></Notice>
      )}
      {booking.overbooked && <Notice tone="info"><p>{t.overbooked}</p></Notice>}
      {booking.outside_hours && <Notice tone="info"><p>{t.outsideHours}</p></Notice>}
      <div className="columns">
        <QueryView query={team}>{(data) => <BookingFacts booking={booking} place={place} team={data} />}</QueryView>
        <div className="beside">
          <Deeds booking={booking} now={now} />
          <NotesPanel
            bookingId={booking.booking_id} zone={booking.time_zone} kinds={kinds}
            people={{ client: booking.client_name, practitioner: booking.practitioner_name }}
          />
          {team.data && <TalkOfBooking booking={booking} team={team.data} />}
          <History bookingId={booking.booking_id} zone={booking.time_zone} />
        </div>
      </div>
    </Page>
  );
}
