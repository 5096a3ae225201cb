/** The history of somebody's consents, at all practices; those in force can be taken back. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ask } from "../api/connect";
import { useVerb } from "../api/verb";
import { useApi } from "../app/connection";
import { Button } from "../components/button/button";
import { ConfirmDialog } from "../components/confirm-dialog/confirm-dialog";
import { DataTable } from "../components/data-table/data-table";
import { EmptyState } from "../components/empty-state/empty-state";
import { Panel } from "../components/panel/panel";
import { QueryView } from "../components/query-view/query-view";
import { toast } from "../components/toasts/toasts";
import { useSpeech, useWords } from "../i18n/speech";
import { visitorTimeZone } from "../time/dates";
import { formatDay } from "../time/format";
import { words } from "./privacy-words";

interface Consent { consent_id: string; organization_id: string; title: string; given_at: string; withdrawn_at: string | null }

export function Consents({ practices }: { practices: { organization_id: string; organization_name: string; client_id: string | null }[] }) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const api = useApi();
  const [leaving, setLeaving] = useState<Consent | null>(null);
  const mine = practices.map(({ client_id }) => client_id ?? "");
  const consents = useQuery({
    queryKey: ["my", "consents", mine],
    queryFn: () => ask<Consent[]>(
      api.from("consents").select("consent_id, organization_id, title, given_at, withdrawn_at").in("client_id", mine).order("given_at", { ascending: false }).limit(200),
    ),
  });
  const withdraw = useVerb("withdraw_consent", {
    onDone: () => {
      setLeaving(null);
      toast(t.withdrawnNow);
    },
  });
  const day = (instant: string) => formatDay(instant, locale, visitorTimeZone());
  const nameOf = (id: string) => practices.find(({ organization_id }) => organization_id === id)?.organization_name ?? "";
  return (
    <Panel title={t.consents}>
      <QueryView query={consents}>
        {(all) => (all.length === 0 ? <EmptyState title={t.noConsents} text={t.noConsentsText} /> : (
          <DataTable
            caption={t.consents} rows={all} rowKey={({ consent_id }) => consent_id}
            columns={[
              { id: "text", name: t.text, cell: ({ title }) => title },
              { id: "practice", name: t.practice, cell: ({ organization_id }) => nameOf(organization_id) },
              { id: "given", name: t.given, cell: ({ given_at }) => day(given_at) },
              { id: "withdrawn", name: t.withdrawn, cell: ({ withdrawn_at }) => (withdrawn_at ? day(withdrawn_at) : t.standing) },
              {
                id: "actions", name: t.actions, end: true,
                cell: (consent) => !consent.withdrawn_at && <Button look="quiet" onPress={() => { withdraw.reset(); setLeaving(consent); }}>{t.withdraw}</Button>,
              },
            ]}
          />
        ))}
      </QueryView>
      {leaving && (
        <ConfirmDialog
          title={t.withdrawTitle} text={<><strong>{leaving.title}</strong><br />{t.withdrawText}</>} confirm={t.withdraw} danger isOpen isPending={withdraw.isPending}
          error={withdraw.error} onConfirm={() => withdraw.mutate({ consent_id: leaving.consent_id })} onClose={() => setLeaving(null)}
        />
      )}
    </Panel>
  );
}
