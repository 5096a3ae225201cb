/** What happened lately, and how many clients there are. */
import { useOrganization } from "../../app/organization";
import { ButtonLink } from "../../components/button/button";
import { Link } from "../../components/link/link";
import { Panel } from "../../components/panel/panel";
import { useSpeech, useWords } from "../../i18n/speech";
import { formatRelative } from "../../time/relative";
import { ASKED, type Deed } from "./api";
import { words } from "./words";

export function Clients({ count }: { count: number }) {
  const t = useWords(words);
  const { path } = useOrganization();
  return (
    <Panel title={t.clients}>
      <p><span className="client-count">{count}</span> {t.clientCount(count)}</p>
      <p><ButtonLink href={path("/clients")}>{t.allClients}</ButtonLink></p>
    </Panel>
  );
}

export function Activity({ deeds, now, isCut }: { deeds: readonly Deed[]; now: number; isCut: boolean }) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const { path } = useOrganization();
  return (
    <Panel title={t.activity}>
      {deeds.length === 0 && <p className="aside">{t.noActivity}</p>}
      <ul role="list" className="activity">
        {deeds.map(({ at, activity, booking_id, bookings, client_id, client_name, service_name }) => (
          <li key={`${at} ${booking_id}`}>
            <p><Link href={path(`/clients/${client_id}`)}>{client_name}</Link> {t.deeds[activity]} <Link href={path(`/bookings/${booking_id}`)}>{service_name}</Link>{bookings > 1 && ` × ${bookings}`}</p>
            <p className="aside">{formatRelative(at, Math.max(now, Date.parse(at)), locale)}</p>
          </li>
        ))}
      </ul>
      {isCut && <p className="aside">{t.activityCut(ASKED)}</p>}
    </Panel>
  );
}
