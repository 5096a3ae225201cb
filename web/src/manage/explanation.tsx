/** Until when a booking can be changed, or why it no longer can. */
import type { LiveBooking } from "../api/contract";
import { ButtonLink } from "../components/button/button";
import { Notice } from "../components/notice/notice";
import { useSpeech, useWords } from "../i18n/speech";
import { formatMoment, formatNotice } from "../time/format";
import { standingOf } from "./standing";
import { words } from "./words";

export function Explanation({ booking, zone }: { booking: LiveBooking; zone: string }) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const { changeable_until, change_notice_minutes } = booking.policy;
  switch (standingOf(booking, new Date())) {
    case "changeable": {
      const until = booking.allowed_actions.includes("reschedule") ? t.changeableUntil : t.cancellableUntil;
      return changeable_until && <p className="policy">{until(formatMoment(changeable_until, locale, zone))}</p>;
    }
    case "too-late":
      return (
        <Notice tone="info" isSpoken={false}>
          <p className="notice-text">{t.tooLate}</p>
          <p>{t.tooLateExplain(formatNotice(change_notice_minutes, locale))}</p>
        </Notice>
      );
    case "started":
      return <Notice tone="info" isSpoken={false}><p className="notice-text">{t.started}</p></Notice>;
    case "past":
      return (
        <Notice tone="info" isSpoken={false}>
          <p className="notice-text">{t.past}</p>
          <p>{t.pastExplain}</p>
          <p><ButtonLink href={bookAgainAt(booking)}>{t.bookAgain}</ButtonLink></p>
        </Notice>
      );
  }
}

function bookAgainAt({ organization, practitioner }: LiveBooking): string {
  return `/with/${encodeURIComponent(organization.slug)}/${encodeURIComponent(practitioner.slug)}`;
}
