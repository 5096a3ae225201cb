/** Whose records were touched in a time: what a notice after a breach needs. */
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { ask } from "../../api/connect";
import { useApi } from "../../app/connection";
import { useOrganization } from "../../app/organization";
import { Button } from "../../components/button/button";
import { DataTable } from "../../components/data-table/data-table";
import { FailureNotice } from "../../components/failure-notice/failure-notice";
import { Choice } from "../../components/fields/choice";
import { DateInput } from "../../components/fields/date-input";
import { Notice } from "../../components/notice/notice";
import { Panel } from "../../components/panel/panel";
import { save } from "../../export/readable";
import { useWords } from "../../i18n/speech";
import type { LocalDate } from "../../time/dates";
import { instantOf } from "../../time/zoned";
import { happened } from "../audit/happened";
import { useActors } from "../audit/log";
import { words as auditWords } from "../audit/words";
import { useMoments } from "../moments";
import { words } from "./words";

interface Touched { client_id: string; name: string; email: string; phone: string; times: number; first_at: string; last_at: string; what: string[] }
interface Report { clients: Touched[]; clients_of_the_organization: number }

const ANYBODY = "anybody";

export function Breach() {
  const t = useWords(words);
  const entries = useWords(auditWords);
  const api = useApi();
  const { organization_id, time_zone } = useOrganization();
  const { moment, zone } = useMoments();
  const actors = useActors();
  const [from, setFrom] = useState<LocalDate | null>(null);
  const [until, setUntil] = useState<LocalDate | null>(null);
  const [actor, setActor] = useState(ANYBODY);
  const [tried, setTried] = useState(false);
  const report = useMutation({
    mutationFn: (days: { from: LocalDate; until: LocalDate }) => {
      const end = new Date(Date.parse(`${days.until}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
      return ask<Report>(api.rpc("breach_report", {
        organization_id, from_time: instantOf(days.from, "00:00", time_zone), to_time: instantOf(end, "00:00", time_zone), ...(actor !== ANYBODY && { actor }),
      }));
    },
  });
  const wrong = !from || !until || from > until;
  // A report stands under the dates that it was made for.
  const asking = <Value,>(set: (value: Value) => void) => (value: Value) => {
    report.reset();
    set(value);
  };
  const find = () => {
    setTried(true);
    if (from && until && !wrong) report.mutate({ from, until });
  };
  return (
    <Panel title={t.breach}>
      <p>{t.breachText}</p>
      <div className="field-row">
        <DateInput label={t.from} value={from} onChange={asking(setFrom)} error={tried && wrong ? t.needDates : null} />
        <DateInput label={t.until} value={until} onChange={asking(setUntil)} />
        <Choice label={t.actor} value={actor} onChange={asking(setActor)} options={[{ id: ANYBODY, name: t.anybody }, ...[...(actors.data ?? [])].map(([id, name]) => ({ id, name }))]} />
      </div>
      <div className="actions"><Button onPress={find} isPending={report.isPending}>{t.find}</Button></div>
      {report.error && <FailureNotice error={report.error} />}
      {report.data && (
        <>
          <Notice tone="warning"><p>{t.found(report.data.clients.length, report.data.clients_of_the_organization)} {t.lists}</p></Notice>
          {report.data.clients.length > 0 && (
            <>
              <DataTable
                caption={t.breach} rows={report.data.clients} rowKey={({ client_id }) => client_id}
                columns={[
                  { id: "client", name: t.client, cell: ({ name, email, phone }) => <div>{name}<br /><span className="aside">{email} · {phone}</span></div> },
                  { id: "what", name: t.what, cell: ({ what }) => what.map((action) => t.things[action.replace(/^client\./, "")] ?? happened(action, entries)).join(", ") },
                  { id: "when", name: t.when, cell: ({ first_at, last_at }) => `${moment(first_at)} – ${moment(last_at)}` },
                  { id: "times", name: t.times, end: true, cell: ({ times }) => times },
                ]}
              />
              <p className="field-help">{zone}</p>
              <div className="actions"><Button look="quiet" onPress={() => save("breach.json", "application/json", JSON.stringify(report.data, null, 2))}>{t.save_csv}</Button></div>
            </>
          )}
        </>
      )}
    </Panel>
  );
}
