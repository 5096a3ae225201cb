/** Requests that wait for an answer, each with what answers it. */
import { useOrganization } from "../../app/organization";
import { Link } from "../../components/link/link";
import { Panel } from "../../components/panel/panel";
import { useSpeech, useWords } from "../../i18n/speech";
import { formatRelative } from "../../time/relative";
import { Answer } from "../booking/answer";
import type { ListedBooking } from "../bookings/booking";
import { When } from "../bookings/when";
import { words } from "./words";

export function Requests({ waiting, zone, now }: { waiting: readonly ListedBooking[]; zone: string; now: number }) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const { may, path } = useOrganization();
  if (waiting.length === 0) return null;
  return (
    <Panel title={t.requests}>
      <ul role="list" className="request-list">
        {waiting.map((booking) => (
          <li key={booking.booking_id} className="request">
            <div>
              <p className="day-client"><Link href={path(`/bookings/${booking.booking_id}`)}>{booking.client_name}</Link></p>
              <p className="day-service">{booking.service_name}</p>
              <When booking={booking} zone={zone} />
              {booking.approval_expires_at && <p className="aside">{t.requestUntil(formatRelative(booking.approval_expires_at, now, locale))}</p>}
            </div>
            {may("sessions:write") && <Answer booking={booking} />}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
