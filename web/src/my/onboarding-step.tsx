/** One step: a text to agree to, a document to accept, a question; once answered, when and what. */
import { useId, useState } from "react";
import type { Answer, AskedStep, Progress } from "../api/onboarding";
import { useVerb } from "../api/verb";
import { useAnnounce } from "../components/announcer/announcer";
import { Button } from "../components/button/button";
import { ConfirmDialog } from "../components/confirm-dialog/confirm-dialog";
import { Notice } from "../components/notice/notice";
import { StepBody } from "../components/step-text/step-text";
import { Tag } from "../components/tag/tag";
import { toast } from "../components/toasts/toasts";
import { useSpeech, useWords } from "../i18n/speech";
import { visitorTimeZone } from "../time/dates";
import { formatDay } from "../time/format";
import { AnswerForm } from "./onboarding-answer";
import { words } from "./onboarding-words";

export function Step({ step }: { step: AskedStep }) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const id = useId();
  const announce = useAnnounce();
  const [changing, setChanging] = useState(false);
  const [withdrawing, setWithdrawing] = useState(false);
  const day = (instant: string) => formatDay(instant, locale, visitorTimeZone());
  const send = useVerb<Progress>("answer_onboarding_step", {
    onDone: () => {
      setChanging(false);
      announce(t.saved);
    },
  });
  const withdraw = useVerb<Progress>("withdraw_consent", {
    onDone: () => {
      setWithdrawing(false);
      toast(t.withdrawnNow);
    },
  });
  const isQuestion = step.kind === "question";
  const when = step.kind === "consent" ? t.agreedOn : step.kind === "document" ? t.acceptedOn : t.answeredOn;
  return (
    <section className="onboarding-step" aria-labelledby={id} data-open={step.is_open}>
      <div className="onboarding-head">
        <h2 id={id}>{step.title}</h2>
        <Tag tone={step.is_open ? (step.required ? "waiting" : "plain") : "good"}>{step.is_open ? (step.required ? t.open : t.optional) : t.answered}</Tag>
      </div>
      <StepBody step={step} />
      {step.is_open && step.withdrawn_at && <p className="aside">{t.withdrawn(day(step.withdrawn_at))}</p>}
      {step.is_open && !step.withdrawn_at && step.agreed_version && <Notice tone="info" isSpoken={false}><p>{t.changed}</p></Notice>}
      {step.is_open || changing ? (
        <AnswerForm
          step={step} isPending={send.isPending} error={send.error}
          onAnswer={(answer: Answer) => send.mutate({ step_id: step.step_id, version: step.version, answer: { value: answer } })}
          {...(changing && { onLeave: () => setChanging(false) })}
        />
      ) : (
        <>
          {isQuestion && step.answer !== null && <p className="onboarding-answer">{said(step.answer, t)}</p>}
          <div className="onboarding-done">
            {step.answered_at && <span className="aside">{when(day(step.answered_at))}</span>}
            {isQuestion && <Button look="quiet" onPress={() => setChanging(true)}>{t.change}</Button>}
            {step.kind === "consent" && <Button look="quiet" onPress={() => setWithdrawing(true)}>{t.withdraw}</Button>}
          </div>
        </>
      )}
      <ConfirmDialog
        title={t.withdrawTitle} text={t.withdrawText} confirm={t.withdraw} danger isOpen={withdrawing} isPending={withdraw.isPending} error={withdraw.error}
        onConfirm={() => withdraw.mutate({ consent_id: step.consent_id })} onClose={() => setWithdrawing(false)}
      />
    </section>
  );
}

export function said(answer: Answer, t: { yes: string; no: string }): string {
  return answer === true ? t.yes : answer === false ? t.no : String(answer);
}
