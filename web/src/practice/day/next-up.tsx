/** Who comes next, or is here now, in the largest figures of the page. */
import { useOrganization } from "../../app/organization";
import { Link } from "../../components/link/link";
import { Panel } from "../../components/panel/panel";
import { useSpeech, useWords } from "../../i18n/speech";
import { formatTimeSpan } from "../../time/format";
import { formatRelative } from "../../time/relative";
import { hasBegun, isLive, isOver, type ListedBooking } from "../bookings/booking";
import { words } from "./words";

export function NextUp({ today, zone, now, withPractitioner }: { today: readonly ListedBooking[]; zone: string; now: number; withPractitioner: boolean }) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const { path } = useOrganization();
  const next = today.find((booking) => isLive(booking) && !isOver(booking, now));
  if (!next) return null;
  const here = hasBegun(next, now);
  return (
    <Panel title={here ? t.now : t.next}>
      <div className="next-up">
        <p className="next-time"><time dateTime={next.starts_at}>{formatTimeSpan(next.starts_at, next.ends_at, locale, zone)}</time></p>
        <p className="next-client"><Link href={path(`/bookings/${next.booking_id}`)}>{next.client_name}</Link></p>
        <p>{next.service_name}{withPractitioner && <> {t.with(next.practitioner_name)}</>}</p>
        {!here && <p className="aside">{formatRelative(next.starts_at, now, locale)}</p>}
      </div>
    </Panel>
  );
}
