/** One booking, as its client sees it: what, when, and what can still be changed. */
import { useState } from "react";
import { useParams } from "wouter";
import { Button, ButtonLink } from "../components/button/button";
import { Facts } from "../components/facts/facts";
import { isSaid, Where } from "../components/facts/where";
import { words as factWords } from "../components/facts/words";
import { Link } from "../components/link/link";
import { NotesPanel } from "../components/notes/notes-panel";
import { Page } from "../components/page/page";
import { QueryView } from "../components/query-view/query-view";
import { StatusBadge } from "../components/status-badge/status-badge";
import { useSpeech, useWords } from "../i18n/speech";
import { useNow } from "../practice/team/use-now";
import { visitorTimeZone } from "../time/dates";
import { formatDuration, formatMoment, formatZone } from "../time/format";
import { isLive, useMyBooking, useOrganizations, type BookingDetail } from "./api";
import { CancelMine } from "./cancel-mine";
import { MoveMine } from "./move-mine";
import { MyReviewPart } from "./my-review";
import { When } from "./when";
import { words } from "./words";
import "./my.css";

const MINUTE_MS = 60_000;
/** What a client writes, the practice reads. */
const SHARED = ["shared"] as const;

export default function BookingPage() {
  const t = useWords(words);
  const { booking: bookingId = "" } = useParams();
  return (
    <QueryView query={useMyBooking(bookingId)}>
      {(booking) => booking
        ? <Detail booking={booking} />
        : <Page title={t.gone} lead={t.goneText}><p><ButtonLink href="/my/bookings">{t.back}</ButtonLink></p></Page>}
    </QueryView>
  );
}

function Detail({ booking }: { booking: BookingDetail }) {
  const t = useWords(words);
  const { where } = useWords(factWords);
  const { locale } = useSpeech();
  const zone = visitorTimeZone();
  const now = useNow();
  const organization = useOrganizations()(booking.organization_id);
  const [open, setOpen] = useState<"move" | "cancel" | null>(null);
  const until = new Date(Date.parse(booking.starts_at) - booking.change_notice_minutes * MINUTE_MS);
  const mayChange = isLive(booking) && now < until.getTime();
  const mayMove = mayChange && booking.status !== "pending";

  return (
    <Page title={booking.service_name ?? t.booking} above={<Link href="/my/bookings">{t.back}</Link>}>
      <div><StatusBadge status={booking.status} /></div>
      <Facts
        entries={[
          [t.facts.who, booking.practitioner_name],
          [where, booking.place && isSaid(booking.place) && <Where place={booking.place} />],
          [t.facts.at, organization && <Link href={`/with/${organization.organization_slug}`}>{organization.organization_name}</Link>],
          [t.facts.duration, booking.duration_minutes && formatDuration(booking.duration_minutes, locale)],
          [t.facts.note, booking.note],
          [t.facts.reason, booking.cancel_reason],
          [t.facts.reference, booking.reference],
        ]}
      >
        <When booking={booking} />
        <p className="facts-zone">{t.zone(formatZone(zone, locale))}</p>
      </Facts>
      <Policy booking={booking} until={until} now={now} />
      {booking.status === "completed" && <MyReviewPart bookingId={booking.booking_id} />}
      <div className="actions">
        {mayMove && <Button look="primary" onPress={() => setOpen("move")}>{t.move}</Button>}
        {mayChange && <Button look="danger-quiet" onPress={() => setOpen("cancel")}>{t.cancel}</Button>}
        {!mayChange && booking.book_again && <ButtonLink look="primary" href={booking.book_again}>{t.bookAgain}</ButtonLink>}
      </div>
      <div className="my-panels">
        <NotesPanel
          bookingId={booking.booking_id} zone={zone} isClient kinds={SHARED}
          people={{ client: "", practitioner: booking.practitioner_name ?? organization?.organization_name ?? "" }}
        />
      </div>
      {mayMove && <MoveMine booking={booking} isOpen={open === "move"} onClose={() => setOpen(null)} />}
      {mayChange && <CancelMine booking={booking} isOpen={open === "cancel"} onClose={() => setOpen(null)} />}
    </Page>
  );
}

function Policy({ booking, until, now }: { booking: BookingDetail; until: Date; now: number }) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const say = (instant: string) => formatMoment(instant, locale, visitorTimeZone());
  const deadline = say(until.toISOString());
  if (booking.status === "cancelled") {
    return <p className="policy">{t.cancelledBy[booking.cancelled_by ?? "practitioner"]}</p>;
  }
  if (!isLive(booking) || Date.parse(booking.ends_at) <= now) return <p className="policy">{t.over}</p>;
  if (now >= until.getTime()) return <p className="policy">{t.tooLate(deadline)}</p>;
  if (booking.status === "pending") {
    return (
      <>
        {booking.approval_expires_at && <p>{t.pendingUntil(say(booking.approval_expires_at))}</p>}
        <p className="policy">{t.cancellable(deadline)}</p>
      </>
    );
  }
  return <p className="policy">{t.changeable(deadline)}</p>;
}
