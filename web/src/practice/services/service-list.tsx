/** All services: what they are, what they cost and who offers them. */
import { useOrganization } from "../../app/organization";
import { Button, ButtonLink } from "../../components/button/button";
import { DataTable, type Column } from "../../components/data-table/data-table";
import { EmptyState } from "../../components/empty-state/empty-state";
import { FailureNotice } from "../../components/failure-notice/failure-notice";
import { Link } from "../../components/link/link";
import { Page } from "../../components/page/page";
import { Panel } from "../../components/panel/panel";
import { toast } from "../../components/toasts/toasts";
import { useSpeech, useWords } from "../../i18n/speech";
import { ask } from "../../api/connect";
import { formatDuration, formatPrice } from "../../time/format";
import { useWrite, type Services } from "./data";
import type { Service } from "./service";
import { Things } from "./things";
import { words } from "./words";

export function ServiceList({ all }: { all: Services }) {
  const t = useWords(words);
  const { may, path } = useOrganization();
  const writes = may("settings:write");
  const offered = all.services.filter(({ archived_at }) => archived_at === null);
  const archived = all.services.filter(({ archived_at }) => archived_at !== null);
  const columns = useColumns(all, writes);
  const restore = useWrite<Service>(
    (api, organization_id, { service_id }) => ask(api.from("services").update({ archived_at: null }).match({ organization_id, service_id })),
    ({ name }) => toast(t.restored(name)),
  );
  return (
    <Page title={t.title} lead={writes ? t.lead : t.readOnly} actions={writes && <ButtonLink look="primary" href={path("/services?service=new")}>{t.create}</ButtonLink>}>
      {offered.length === 0
        ? <EmptyState title={t.none} text={t.noneText} />
        : <DataTable caption={t.title} columns={columns} rows={offered} rowKey={({ service_id }) => service_id} />}
      {writes && archived.length > 0 && (
        <Panel title={t.archived}>
          <p className="policy">{t.archivedText}</p>
          {restore.error && <FailureNotice error={restore.error} />}
          <DataTable
            caption={t.archived} rows={archived} rowKey={({ service_id }) => service_id}
            columns={[
              { id: "name", name: t.name, cell: ({ name }) => name },
              {
                id: "deed", name: t.deed,
                cell: (row) => <Button aria-label={t.restoreOf(row.name)} isPending={restore.isPending && restore.variables === row} onPress={() => restore.mutate(row)}>{t.restore}</Button>,
              },
            ]}
          />
        </Panel>
      )}
      {writes && <Things things={all.things} />}
    </Page>
  );
}

function useColumns({ offers, practitioners }: Services, writes: boolean): [Column<Service>, ...Column<Service>[]] {
  const t = useWords(words);
  const { locale } = useSpeech();
  const { path } = useOrganization();
  const who = (service: Service) => practitioners
    .filter(({ practitioner_id }) => offers.some((offer) => offer.active && offer.service_id === service.service_id && offer.practitioner_id === practitioner_id))
    .map(({ display_name }) => display_name);
  return [
    { id: "name", name: t.name, cell: ({ name, service_id }) => (writes ? <Link href={path(`/services?service=${service_id}`)}>{name}</Link> : name) },
    { id: "length", name: t.length, cell: ({ duration_minutes }) => formatDuration(duration_minutes ?? 0, locale) },
    { id: "seats", name: t.seats, cell: ({ capacity }) => capacity },
    { id: "price", name: t.price, cell: ({ price_cents, currency }) => (price_cents === null ? t.free : formatPrice(price_cents, currency, locale)) },
    { id: "place", name: t.place, cell: ({ location_kind }) => t.places[location_kind] },
    { id: "who", name: t.who, cell: (service) => who(service).join(", ") || t.nobody },
  ];
}
