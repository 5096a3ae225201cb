/** Says what stands against a time that was typed by hand, and lets who may book it all the same. */
import { useOrganization } from "../../app/organization";
import { Check } from "../../components/fields/check";
import { Link } from "../../components/link/link";
import { Notice } from "../../components/notice/notice";
import { useWords } from "../../i18n/speech";
import { useReasons, type Reason } from "./api";
import type { BookingDraft } from "./draft";
import { words } from "./words";

export function Warning({ draft, change }: { draft: BookingDraft; change: (change: Partial<BookingDraft>) => void }) {
  const t = useWords(words);
  const { may } = useOrganization();
  const { data: reasons = [] } = useReasons(draft.practitionerId, draft.serviceId, draft.startsAt, draft.byHand);
  if (!draft.startsAt || reasons.length === 0) return null;
  const past = reasons.some(({ source }) => source.setting === "min_notice_minutes");
  return (
    <>
      <Notice tone="warning">
        <p className="notice-text">{t.notFree}</p>
        <ul className="reasons">{reasons.map((reason) => <li key={reason.detail}><ReasonText reason={reason} /></li>)}</ul>
        {!may("sessions:overbook") && <p>{t.overbookNot}</p>}
      </Notice>
      {may("sessions:overbook") && !past && <Check label={t.overbook} isSelected={draft.overbook} onChange={(overbook) => change({ overbook, ...(overbook && { times: 1 }) })} />}
    </>
  );
}

function ReasonText({ reason: { source } }: { reason: Reason }) {
  const t = useWords(words);
  const { path } = useOrganization();
  if (source.kind === "booking" && source.reference && source.booking_id) {
    return <Link href={path(`/bookings/${source.booking_id}`)}>{t.bookingNamed(source.reference)}</Link>;
  }
  if (source.setting === "min_notice_minutes") return t.reasons.past;
  return t.reasons[source.kind] ?? t.reasons[source.setting ?? ""] ?? t.reasons.other;
}
