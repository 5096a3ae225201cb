/** A review of one's own appointment (CP-9.1 to 9.3). */
import { useState } from "react";
import { useParams } from "wouter";
import { ButtonLink } from "../components/button/button";
import { Link } from "../components/link/link";
import { Page } from "../components/page/page";
import { QueryPage } from "../components/query-view/query-page";
import { ReviewForm } from "../components/review-form/review-form";
import { Thanks } from "../components/review-form/thanks";
import { useSpeech, useWords } from "../i18n/speech";
import { visitorTimeZone } from "../time/dates";
import { formatMoment, formatZone } from "../time/format";
import { words } from "./review-words";
import { useToReview, type BookingToReview } from "./reviews";

export default function MyReviewPage() {
  const { booking: bookingId = "" } = useParams();
  const t = useWords(words);
  const query = useToReview();
  const [sent, setSent] = useState<BookingToReview | null>(null);
  const href = `/my/bookings/${bookingId}`;
  if (sent) {
    return <Thanks practitioner={sent.practitioner_name}><ButtonLink href={href} look="primary">{t.see}</ButtonLink><ButtonLink href="/my">{t.overview}</ButtonLink></Thanks>;
  }
  return (
    <QueryPage query={query}>
      {(open) => {
        const booking = open.find(({ booking_id }) => booking_id === bookingId);
        return booking
          ? <Asked booking={booking} href={href} onSent={() => setSent(booking)} />
          : <Page title={t.closed} lead={t.closedText}><p><ButtonLink href={href}>{t.back}</ButtonLink></p></Page>;
      }}
    </QueryPage>
  );
}

function Asked({ booking, href, onSent }: { booking: BookingToReview; href: string; onSent: () => void }) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const zone = visitorTimeZone();
  return (
    <Page title={t.title} above={<Link href={href}>{t.back}</Link>} lead={t.about(booking.service_name, booking.practitioner_name)}>
      <p className="policy">{formatMoment(booking.starts_at, locale, zone)} ({formatZone(zone, locale)}) · {booking.organization_name}</p>
      <ReviewForm
        draft={booking.booking_id} practitioner={booking.practitioner_name} organization={booking.organization_name}
        verb="review_booking" identity={{ booking_id: booking.booking_id }} onDone={onSent}
      />
    </Page>
  );
}
