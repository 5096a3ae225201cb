/** How far a client is with what the practice asks, and on demand, with a record, the answers. */
import { useMutation } from "@tanstack/react-query";
import { words } from "../../admin/onboarding/words";
import { ask } from "../../api/connect";
import { asFailure } from "../../api/failure";
import type { AskedStep, Onboarding } from "../../api/onboarding";
import { useApi } from "../../app/connection";
import { useOrganization } from "../../app/organization";
import { Button } from "../../components/button/button";
import { FailureNotice } from "../../components/failure-notice/failure-notice";
import { Panel } from "../../components/panel/panel";
import { Tag } from "../../components/tag/tag";
import { useSpeech, useWords } from "../../i18n/speech";
import { formatDay } from "../../time/format";
import type { Client } from "./api";
import "./first-steps.css";

export function FirstSteps({ client }: { client: Client }) {
  const t = useWords(words);
  const api = useApi();
  const { may, practitioner_id } = useOrganization();
  const reading = useMutation({
    mutationFn: () => ask<Onboarding>(api.rpc("client_onboarding", { client_id: client.client_id })).catch((error: unknown) => { throw asFailure(error); }),
  });
  const mayRead = may("clients:manage") || (client.practitioner_id !== null && client.practitioner_id === practitioner_id);
  return (
    <Panel title={t.panel}>
      {client.has_account
        ? <p><Tag tone={client.onboarding_status === "complete" ? "good" : "waiting"}>{client.onboarding_status === "complete" ? t.complete : t.open}</Tag></p>
        : <p className="aside">{t.noAccount}</p>}
      {reading.error && <FailureNotice error={reading.error} />}
      {reading.data ? <Answers steps={reading.data.steps} /> : client.has_account && mayRead && (
        <>
          <p><Button isPending={reading.isPending} onPress={() => reading.mutate()}>{t.show}</Button></p>
          <p className="aside">{t.logged}</p>
        </>
      )}
    </Panel>
  );
}

function Answers({ steps }: { steps: readonly AskedStep[] }) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const { time_zone } = useOrganization();
  const day = (instant: string) => formatDay(instant, locale, time_zone);
  if (steps.length === 0) return <p>{t.nothingAsked}</p>;
  const open = steps.filter(({ is_open, required }) => is_open && required).length;
  const said = (step: AskedStep) => {
    if (step.answer !== null) return step.answer === true ? t.yes : step.answer === false ? t.no : String(step.answer);
    if (step.withdrawn_at) return t.withdrawn(day(step.withdrawn_at));
    if (step.agreed_version && step.answered_at) return t.agreed(step.agreed_version, day(step.answered_at));
    return t.notAnswered;
  };
  return (
    <>
      {open > 0 && <p role="status">{t.stillOpen(open)}</p>}
      <dl className="first-steps">
        {steps.map((step) => <div key={step.step_id}><dt>{step.title}</dt><dd>{said(step)}{step.is_open && step.agreed_version && <>{" "}<Tag tone="waiting">{t.open}</Tag></>}</dd></div>)}
      </dl>
    </>
  );
}
