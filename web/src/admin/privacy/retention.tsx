/** How long data are kept: periods, the law's floors, and what would go now. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ask } from "../../api/connect";
import { useVerb } from "../../api/verb";
import { useApi } from "../../app/connection";
import { useOrganization } from "../../app/organization";
import { Button } from "../../components/button/button";
import { ConfirmDialog } from "../../components/confirm-dialog/confirm-dialog";
import { DataTable } from "../../components/data-table/data-table";
import { FailureNotice } from "../../components/failure-notice/failure-notice";
import { NumberInput } from "../../components/fields/number-input";
import { Panel } from "../../components/panel/panel";
import { QueryView } from "../../components/query-view/query-view";
import { toast } from "../../components/toasts/toasts";
import { useSpeech, useWords } from "../../i18n/speech";
import { useMoments } from "../moments";
import { words } from "./words";

interface Period { kind: string; keep_days: number; floor_days: number; source: string | null; switched_on_at: string | null }
interface Due { kind: string; due_rows: number }

export function Retention() {
  const t = useWords(words);
  const api = useApi();
  const { organization_id } = useOrganization();
  const query = useQuery({
    queryKey: ["practice", organization_id, "retention"],
    queryFn: async () => {
      const [periods, due] = await Promise.all([
        ask<Period[]>(api.from("retention").select("kind, keep_days, floor_days, source, switched_on_at").eq("organization_id", organization_id).order("kind")),
        ask<Due[]>(api.rpc("preview_retention", { organization_id })),
      ]);
      return periods.map((period) => ({ ...period, due: due.find(({ kind }) => kind === period.kind)?.due_rows ?? 0 }));
    },
  });
  return <Panel title={t.retention}><QueryView query={query}>{(periods) => <Periods key={JSON.stringify(periods)} periods={periods} />}</QueryView></Panel>;
}

function Periods({ periods }: { periods: (Period & { due: number })[] }) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const { date } = useMoments();
  const { organization_id } = useOrganization();
  const [days, setDays] = useState<Record<string, number | null>>(() => Object.fromEntries(periods.map(({ kind, keep_days }) => [kind, keep_days])));
  const [asking, setAsking] = useState(false);
  const number = (value: number) => new Intl.NumberFormat(locale).format(value);
  const on = periods[0]?.switched_on_at ?? null;
  const send = useVerb("set_retention", {
    onDone: () => {
      setAsking(false);
      toast(t.saved);
    },
  });
  const changed = periods.filter(({ kind, keep_days }) => days[kind] !== keep_days);
  const wrong = periods.some(({ kind, floor_days }) => (days[kind] ?? 0) < floor_days);
  const keep_days = Object.fromEntries(changed.map(({ kind }) => [kind, days[kind]]));
  return (
    <>
      <p>{on ? t.on(date(on)) : t.off}</p>
      <DataTable
        caption={t.retention} rows={periods} rowKey={({ kind }) => kind}
        columns={[
          { id: "kind", name: t.kind, cell: ({ kind }) => t.kinds[kind] ?? kind },
          {
            id: "days", name: t.days,
            cell: ({ kind, floor_days }) => (
              <NumberInput
                label={t.keep(t.kinds[kind] ?? kind)} value={days[kind] ?? null} minValue={1} maxValue={36525} onChange={(value) => setDays({ ...days, [kind]: value })}
                error={(days[kind] ?? 0) < floor_days ? t.tooFew(number(floor_days)) : null}
              />
            ),
          },
          { id: "law", name: t.law, cell: ({ source, floor_days }) => source && <div><strong>{t.least} {number(floor_days)}</strong> <span className="aside" lang="en">{source}</span></div> },
          { id: "due", name: t.due, end: true, cell: ({ due }) => number(due) },
        ]}
      />
      {send.error && !asking && <FailureNotice error={send.error} />}
      <div className="actions">
        <Button isDisabled={changed.length === 0 || wrong} isPending={send.isPending && !asking} onPress={() => send.mutate({ organization_id, switched_on: Boolean(on), keep_days })}>
          {t.save}
        </Button>
        {on
          ? <Button look="quiet" onPress={() => send.mutate({ organization_id, switched_on: false, keep_days: {} })}>{t.switchOff}</Button>
          : <Button look="danger-quiet" isDisabled={changed.length > 0} onPress={() => { send.reset(); setAsking(true); }}>{t.switchOn}</Button>}
      </div>
      <ConfirmDialog
        title={t.sure} text={t.sureText(number(periods.reduce((sum, { due }) => sum + due, 0)))} confirm={t.switchOn} danger isOpen={asking} isPending={send.isPending}
        error={send.error} onConfirm={() => send.mutate({ organization_id, switched_on: true, keep_days: {} })} onClose={() => setAsking(false)}
      />
    </>
  );
}
