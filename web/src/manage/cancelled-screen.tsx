/** A cancelled booking says no more than that it is cancelled. */
import type { CancelledBooking } from "../api/contract";
import { ButtonLink } from "../components/button/button";
import { AppointmentFacts } from "../components/facts/appointment-facts";
import { Notice } from "../components/notice/notice";
import { Page } from "../components/page/page";
import { useWords } from "../i18n/speech";
import { words } from "./words";

export function CancelledScreen({ booking, zone, justNow }: { booking: CancelledBooking; zone: string; justNow: boolean }) {
  const t = useWords(words);
  return (
    <Page title={t.cancelledTitle} lead={t.cancelledExplain}>
      {justNow && <Notice tone="success" takesFocus><p className="notice-text">{t.cancelledNow}</p></Notice>}
      <AppointmentFacts
        startsAt={booking.starts_at} endsAt={booking.ends_at} zone={zone}
        organization={booking.organization.name} status={booking.status} reference={booking.reference}
      />
      <div className="actions">
        <ButtonLink look="primary" href={`/with/${encodeURIComponent(booking.organization.slug)}`}>{t.bookAgain}</ButtonLink>
      </div>
    </Page>
  );
}
