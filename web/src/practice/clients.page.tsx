/** The clients, found by name, each with the last and the next booking (CP-1.2, CP-1.3). */
import { useState } from "react";
import { useSearchParams } from "wouter";
import { useMore } from "../api/more";
import { useOrganization } from "../app/organization";
import { useAnnounce } from "../components/announcer/announcer";
import { Button, ButtonLink } from "../components/button/button";
import { DataTable, type Column } from "../components/data-table/data-table";
import { EmptyState } from "../components/empty-state/empty-state";
import { FailureNotice } from "../components/failure-notice/failure-notice";
import { Check } from "../components/fields/check";
import { TextInput } from "../components/fields/text-input";
import { Link } from "../components/link/link";
import { Page } from "../components/page/page";
import { Loading } from "../components/query-view/loading";
import { useSpeech, useWords } from "../i18n/speech";
import { formatShortMoment, formatZone } from "../time/format";
import { words as bookingWords } from "./bookings/words";
import { useClientPages, type Client } from "./clients/api";
import { words } from "./clients/words";
import { useTeam, zoneOf } from "./team/team";
import "./bookings/bookings.css";

export default function Clients() {
  const t = useWords(words);
  const zoneWords = useWords(bookingWords);
  const { locale } = useSpeech();
  const announce = useAnnounce();
  const organization = useOrganization();
  const [parameters, setParameters] = useSearchParams();
  const [typed, setTyped] = useState(parameters.get("q") ?? "");
  const archived = parameters.has("archived");
  const waiting = parameters.has("waiting");
  const query = useClientPages(parameters.get("q") ?? "", archived, waiting);
  const team = useTeam();
  const zone = team.data ? zoneOf(team.data, organization) : organization.time_zone;
  const columns = useColumns(zone);
  const rows = query.data?.pages.flat() ?? [];
  const narrow = (name: string, value: string) => setParameters((before) => {
    if (value) before.set(name, value);
    else before.delete(name);
    return before;
  }, { replace: true });
  const { more, isPending } = useMore(query, () => announce(t.moreShown(rows.length)));
  const create = organization.may("sessions:write") && <ButtonLink href={organization.path("/bookings/new")} look="primary">{t.create}</ButtonLink>;

  return (
    <Page title={t.title} lead={organization.may("clients:manage") ? t.leadAll : t.lead} actions={create}>
      <div className="booking-filters" role="search" aria-label={zoneWords.filters}>
        <div className="booking-filters-search"><TextInput label={t.search} type="search" value={typed} onChange={(text) => { setTyped(text); narrow("q", text); }} /></div>
        {organization.may("clients:manage") && <div className="booking-filters-search"><Check label={t.showArchived} isSelected={archived} onChange={(shown) => narrow("archived", shown ? "1" : "")} /></div>}
        {organization.may("clients:manage") && <div className="booking-filters-search"><Check label={t.onlyWaiting} isSelected={waiting} onChange={(only) => narrow("waiting", only ? "1" : "")} /></div>}
      </div>
      <p className="aside">{zoneWords.zone(formatZone(zone, locale))}</p>
      {query.error && <FailureNotice error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && <Loading />}
      {query.data && rows.length === 0 && (
        waiting && !typed ? <EmptyState title={t.noneWaiting} text={t.noneWaitingText} />
          : typed ? <EmptyState title={t.noneFound} text={t.noneFoundText} /> : <EmptyState title={t.empty} text={t.emptyText} action={create} />
      )}
      {rows.length > 0 && <DataTable caption={t.caption} columns={columns} rows={rows} rowKey={({ client_id }) => client_id} />}
      {query.hasNextPage && <p><Button isPending={isPending} onPress={more}>{t.more}</Button></p>}
    </Page>
  );
}

function useColumns(zone: string): [Column<Client>, ...Column<Client>[]] {
  const t = useWords(words);
  const { locale } = useSpeech();
  const { path, may } = useOrganization();
  const moment = (instant: string) => formatShortMoment(instant, locale, zone);
  return [
    {
      id: "name", name: t.name,
      cell: (client) => <><Link href={path(`/clients/${client.client_id}`)}>{client.name}</Link>{client.archived_at && <span className="aside"> {t.archived}</span>}</>,
    },
    { id: "contact", name: t.contact, cell: ({ email, phone }) => <div>{email}<br /><span className="aside">{phone}</span></div> },
    ...(may("clients:manage") ? [{ id: "practitioner", name: t.practitioner, cell: ({ practitioner_name }: Client) => practitioner_name ?? <span className="aside">{t.nobody}</span> }] : []),
    {
      id: "next", name: t.next,
      cell: ({ next_booking_id, next_starts_at }) =>
        next_booking_id && next_starts_at ? <Link href={path(`/bookings/${next_booking_id}`)}>{moment(next_starts_at)}</Link> : <span className="aside">{t.none}</span>,
    },
    { id: "last", name: t.last, cell: ({ last_starts_at }) => (last_starts_at ? moment(last_starts_at) : <span className="aside">{t.none}</span>) },
  ];
}
