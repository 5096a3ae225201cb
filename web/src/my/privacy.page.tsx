/** What practices know of somebody: to be read, taken back and erased. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ask } from "../api/connect";
import { useVerb } from "../api/verb";
import { useApi } from "../app/connection";
import { useMemberships } from "../app/session";
import { Button } from "../components/button/button";
import { ConfirmDialog } from "../components/confirm-dialog/confirm-dialog";
import { Page } from "../components/page/page";
import { Panel } from "../components/panel/panel";
import { QueryView } from "../components/query-view/query-view";
import { toast } from "../components/toasts/toasts";
import { Download } from "../export/download";
import { useSpeech, useWords } from "../i18n/speech";
import { visitorTimeZone } from "../time/dates";
import { formatDay } from "../time/format";
import { Consents } from "./privacy-consents";
import { words } from "./privacy-words";
import "./my.css";

interface Asked { organization_id: string; answer_by: string }
interface Practice { organization_id: string; organization_name: string; client_id: string | null }

export default function PrivacyPage() {
  const t = useWords(words);
  const practices = useMemberships();
  return (
    <Page title={t.title} lead={t.lead}>
      <div className="my-panels">
        <Panel title={t.download}><p>{t.downloadText}</p><Download /></Panel>
        <QueryView query={practices}>
          {(all) => {
            const mine = all.filter(({ client_id }) => client_id !== null);
            return <><Consents practices={mine} /><Erasure practices={mine} /></>;
          }}
        </QueryView>
      </div>
    </Page>
  );
}

function Erasure({ practices }: { practices: Practice[] }) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const api = useApi();
  const [asking, setAsking] = useState<Practice | null>(null);
  const asked = useQuery({ queryKey: ["my", "erasure"], queryFn: () => ask<Asked[]>(api.from("erasure_requests").select("organization_id, answer_by")) });
  const send = useVerb("ask_for_erasure", {
    onDone: () => {
      setAsking(null);
      toast(t.askedNow);
    },
  });
  return (
    <Panel title={t.erase}>
      <p>{t.eraseText}</p>
      {practices.length === 0 && <p>{t.noPractices}</p>}
      <QueryView query={asked}>
        {(requests) => practices.map((practice) => {
          const request = requests.find(({ organization_id }) => organization_id === practice.organization_id);
          return request
            ? <p key={practice.organization_id}>{t.asked(practice.organization_name, formatDay(request.answer_by, locale, visitorTimeZone()))}</p>
            : <p key={practice.organization_id}><Button look="danger-quiet" onPress={() => { send.reset(); setAsking(practice); }}>{t.ask(practice.organization_name)}</Button></p>;
        })}
      </QueryView>
      <p className="field-help">{t.account}</p>
      {asking && (
        <ConfirmDialog
          title={t.askTitle(asking.organization_name)} text={t.askText} confirm={t.ask(asking.organization_name)} danger isOpen isPending={send.isPending} error={send.error}
          onConfirm={() => send.mutate({ organization_id: asking.organization_id })} onClose={() => setAsking(null)}
        />
      )}
    </Panel>
  );
}
