/** The weekly hours, edited as a whole: nothing changes before they are saved, and nothing typed is lost. */
import { useState } from "react";
import { useDraft } from "../../app/draft";
import { useAnnounce } from "../../components/announcer/announcer";
import { Button } from "../../components/button/button";
import { FailureNotice } from "../../components/failure-notice/failure-notice";
import { Panel } from "../../components/panel/panel";
import { toast } from "../../components/toasts/toasts";
import { useSpeech, useWords } from "../../i18n/speech";
import { formatWeekday } from "../../time/zoned";
import type { Rule } from "../schedule/data";
import { DayHours } from "./day-hours";
import { StrandedDialog } from "./stranded-dialog";
import { useChange, type Outcome } from "./use-change";
import { changesOf, copyDay, draftOf, problemsOf, type SpanDraft } from "./weekly-draft";
import { words } from "./words";

const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const;

export function WeeklyHours({ practitionerId, rules, zone }: { practitionerId: string; rules: Rule[]; zone: string }) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const announce = useAnnounce();
  // With the hours that it began from: what others change meanwhile is no change of this person's.
  const [typed, setTyped, forget] = useDraft<{ base: Rule[]; spans: SpanDraft[] } | null>(`hours.${practitionerId}`, null);
  const [saving, setSaving] = useState(false);
  const draft = typed?.spans ?? draftOf(rules);
  const changes = typed ? changesOf(typed.base, typed.spans) : [];
  const type = (spans: SpanDraft[]) => setTyped({ base: typed?.base ?? rules, spans });
  const problems = problemsOf(draft);
  const undo = () => {
    setTyped(null);
    forget();
    setSaving(false);
  };
  const change = useChange(practitionerId, (outcome) => {
    undo();
    toast(outcomeIn(t, outcome));
  });
  const save = () => {
    setSaving(true);
    if (problems.size === 0) change.attempt({ changes });
    // What is wrong is marked once this is drawn.
    else requestAnimationFrame(() => document.querySelector<HTMLElement>(".span-row.wrong [role='spinbutton']")?.focus());
  };
  const copy = (from: number, to: number[], toName: string) => {
    type(copyDay(draft, from, to.filter((weekday) => weekday !== from)));
    announce(t.copied(formatWeekday(from, locale), toName));
  };

  return (
    <Panel title={t.weekly}>
      <p className="policy">{t.weeklyText}</p>
      <div className="week-hours">
        {WEEKDAYS.map((weekday) => (
          <DayHours
            key={weekday} weekday={weekday} spans={draft.filter((span) => span.weekday === weekday)} problems={problems} strict={saving}
            change={(spans) => type([...draft.filter((span) => span.weekday !== weekday), ...spans])} copy={(to, name) => copy(weekday, to, name)}
          />
        ))}
      </div>
      {change.error && !change.stranded && <FailureNotice error={change.error} />}
      {changes.length > 0 && <p role="status">{t.unsaved}</p>}
      <div className="actions">
        <Button look="primary" isDisabled={changes.length === 0} isPending={change.isPending && !change.stranded} onPress={save}>{t.save}</Button>
        {changes.length > 0 && <Button onPress={undo}>{t.discard}</Button>}
      </div>
      <StrandedDialog change={change} zone={zone} />
    </Panel>
  );
}

export function outcomeIn(t: (typeof words)["en-CA"], { treatment, stranded }: Outcome): string {
  if (stranded.length === 0 || treatment === "refuse") return t.saved;
  return treatment === "keep" ? t.kept(stranded.length) : t.cancelled(stranded.length);
}
