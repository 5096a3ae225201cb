/** Who waits for a time to come free, in the order in which they are asked. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ask } from "../api/connect";
import { useVerb } from "../api/verb";
import { useApi } from "../app/connection";
import { useOrganization } from "../app/organization";
import { Button } from "../components/button/button";
import { CutNote } from "../components/cut-note/cut-note";
import { ConfirmDialog } from "../components/confirm-dialog/confirm-dialog";
import { DataTable, type Column } from "../components/data-table/data-table";
import { EmptyState } from "../components/empty-state/empty-state";
import { Link } from "../components/link/link";
import { Page } from "../components/page/page";
import { QueryView } from "../components/query-view/query-view";
import { toast } from "../components/toasts/toasts";
import { useSpeech, useWords } from "../i18n/speech";
import { formatDateSpan, formatMoment } from "../time/format";
import { formatLocalTime, formatWeekday } from "../time/zoned";
import { useTeam, zoneOf, type Team } from "./team/team";
import { words } from "./waiting/words";
import "./bookings/bookings.css";

interface Wish {
  entry_id: string;
  status: string;
  client_id: string;
  client_name: string;
  service_id: string;
  practitioner_id: string | null;
  from_date: string;
  to_date: string;
  weekdays: number[] | null;
  from_local: string | null;
  until_local: string | null;
  starts_at: string | null;
  expires_at: string | null;
}

const SHOWN = 200;

export default function Waitlist() {
  const t = useWords(words);
  const api = useApi();
  const { organization_id } = useOrganization();
  const team = useTeam();
  const wishes = useQuery({
    queryKey: ["practice", organization_id, "waitlist"],
    queryFn: () => ask<Wish[]>(
      api.from("waitlist").select("*").eq("organization_id", organization_id).in("status", ["waiting", "offered"]).order("position").limit(SHOWN + 1),
    ),
  });
  return (
    <Page title={t.title} lead={t.lead}>
      <QueryView query={team}>{(data) => <QueryView query={wishes}>{(rows) => <Wishes rows={rows} team={data} />}</QueryView>}</QueryView>
    </Page>
  );
}

function Wishes({ rows, team }: { rows: readonly Wish[]; team: Team }) {
  const t = useWords(words);
  const { may } = useOrganization();
  const [leaving, setLeaving] = useState<Wish | null>(null);
  const leave = useVerb("leave_waitlist", {
    onDone: () => {
      toast(t.removed(leaving?.client_name ?? ""));
      setLeaving(null);
    },
  });
  const columns = useColumns(team);
  const deeds: Column<Wish> = { id: "deeds", name: t.deeds, cell: (wish) => <Button look="quiet" aria-label={`${t.remove}: ${wish.client_name}`} onPress={() => setLeaving(wish)}>{t.remove}</Button> };
  if (rows.length === 0) return <EmptyState title={t.empty} text={t.emptyText} />;
  return (
    <>
      <DataTable caption={t.caption} columns={may("sessions:write") ? [...columns, deeds] : columns} rows={rows.slice(0, SHOWN)} rowKey={({ entry_id }) => entry_id} />
      <CutNote rows={rows} most={SHOWN} />
      <ConfirmDialog
        title={t.removeTitle} text={t.removeText(leaving?.client_name ?? "")} confirm={t.remove} danger isOpen={leaving !== null} isPending={leave.isPending} error={leave.error}
        onConfirm={() => leave.mutate({ entry_id: leaving?.entry_id })} onClose={() => { leave.reset(); setLeaving(null); }}
      />
    </>
  );
}

function useColumns(team: Team): [Column<Wish>, ...Column<Wish>[]] {
  const t = useWords(words);
  const { locale } = useSpeech();
  const organization = useOrganization();
  const zone = zoneOf(team, organization);
  const nameOf = (id: string | null) => team.practitioners.find(({ practitioner_id }) => practitioner_id === id)?.display_name ?? t.anybody;
  const days = ({ weekdays, from_local, until_local, from_date, to_date }: Wish) => [
    formatDateSpan(from_date, to_date, locale),
    weekdays?.map((weekday) => formatWeekday(weekday, locale)).join(", "),
    from_local && until_local && t.between(formatLocalTime(from_local, locale), formatLocalTime(until_local, locale)),
  ].filter(Boolean).join(" · ");
  return [
    { id: "client", name: t.client, cell: (wish) => <Link href={organization.path(`/clients/${wish.client_id}`)}>{wish.client_name}</Link> },
    {
      id: "wish", name: t.wish,
      cell: (wish) => <div>{team.services.find(({ service_id }) => service_id === wish.service_id)?.name} <span className="aside">{nameOf(wish.practitioner_id)}</span></div>,
    },
    { id: "days", name: t.days, cell: days },
    {
      id: "status", name: t.status,
      cell: (wish) => (
        <div>
          <span>{t.statuses[wish.status]}</span>
          {wish.starts_at && wish.expires_at && <><br /><span className="aside">{t.offer(formatMoment(wish.starts_at, locale, zone), formatMoment(wish.expires_at, locale, zone))}</span></>}
        </div>
      ),
    },
  ];
}
