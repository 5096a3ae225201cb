/** The question how it was, for appointments that took place (CP-4.6, CP-9.1). */
import { ButtonLink } from "../components/button/button";
import { useSpeech, useWords } from "../i18n/speech";
import { visitorTimeZone } from "../time/dates";
import { formatDay } from "../time/format";
import { words } from "./review-words";
import { useToReview } from "./reviews";

/** More would be a heap of work. */
const SHOWN = 2;

export function ToReview() {
  const t = useWords(words);
  const { locale } = useSpeech();
  const asked = useToReview().data?.filter((booking) => booking.asked) ?? [];
  if (asked.length === 0) return null;
  return (
    <section className="my-list" aria-label={t.prompt}>
      <h2>{t.prompt}</h2>
      <ul role="list" className="my-list">
        {asked.slice(0, SHOWN).map((booking) => (
          <li key={booking.booking_id} className="my-ask">
            <p>
              {t.about(booking.service_name, booking.practitioner_name)}
              <br /><span className="policy">{formatDay(booking.starts_at, locale, visitorTimeZone())} · {booking.organization_name}</span>
            </p>
            <ButtonLink href={`/my/bookings/${booking.booking_id}/review`}>
              {t.write}<span className="visually-hidden">{t.of(booking.service_name, formatDay(booking.starts_at, locale, visitorTimeZone()))}</span>
            </ButtonLink>
          </li>
        ))}
      </ul>
    </section>
  );
}
