/** Days off, part of a day off, or extra hours: what is typed stays until it is saved. */
import { useState } from "react";
import { useDraft } from "../../app/draft";
import { Button } from "../../components/button/button";
import { FailureNotice } from "../../components/failure-notice/failure-notice";
import { DateInput } from "../../components/fields/date-input";
import { NumberInput } from "../../components/fields/number-input";
import { TextInput } from "../../components/fields/text-input";
import { TimeInput } from "../../components/fields/time-input";
import { useWords } from "../../i18n/speech";
import { addDays, today, type LocalDate } from "../../time/dates";
import { instantOf } from "../../time/zoned";
import type { useChange } from "./use-change";
import { words } from "./words";

export type ExceptionKind = "closeDays" | "takeOff" | "addExtra";

export function draftName(practitionerId: string, kind: ExceptionKind): string {
  return `exception.${practitionerId}.${kind}`;
}

interface Typed {
  day: LocalDate | null;
  last: LocalDate | null;
  from: string | null;
  to: string | null;
  seats: number | null;
  note: string;
}

const EMPTY: Typed = { day: null, last: null, from: null, to: null, seats: null, note: "" };

interface ExceptionFormProps {
  kind: ExceptionKind;
  zone: string;
  practitionerId: string;
  change: ReturnType<typeof useChange>;
  onClose: () => void;
}

export function ExceptionForm({ kind, zone, practitionerId, change, onClose }: ExceptionFormProps) {
  const t = useWords(words);
  const [typed, type] = useDraft<Typed>(draftName(practitionerId, kind), EMPTY);
  const [tried, setTried] = useState(false);
  const set = (changes: Partial<Typed>) => type({ ...typed, ...changes });
  const days = kind === "closeDays";
  const missingDay = typed.day ? null : t.missingDay;
  const backwards = days ? (typed.day && typed.last && typed.last < typed.day ? t.datesBackwards : null)
    : typed.from && typed.to && typed.to !== "00:00" && typed.to <= typed.from ? t.backwards : null;
  const missingTimes = !days && !(typed.from && typed.to);

  const save = () => {
    setTried(true);
    const { day, from, to, seats, note } = typed;
    if (!day || backwards || missingTimes) return;
    const last = typed.last ?? day;
    const reason = note.trim();
    const span = days
      ? { starts_at: instantOf(day, "00:00", zone), ends_at: instantOf(addDays(last, 1), "00:00", zone) }
      : { starts_at: instantOf(day, from!, zone), ends_at: instantOf(day, to === "00:00" ? "24:00" : to!, zone) };
    const what = kind === "addExtra" ? { kind: "extra_hours", capacity: seats } : { kind: "time_off" };
    change.attempt({
      changes: [{ change: "add_exception", ...what, ...span, reason }],
      ...(days && { days: { from_date: day, to_date: last, reason } }),
    });
  };
  const error = (text: string | null) => (tried ? text : null);
  const missingTime = (time: string | null) => error(time ? null : t.missingTime);

  return (
    <div className="form">
      <DateInput label={days ? t.firstDay : t.day} min={today(zone)} value={typed.day} onChange={(day) => set({ day })} error={error(missingDay)} />
      {days ? (
        <DateInput label={t.lastDay} description={t.lastDayHelp} min={typed.day ?? today(zone)} value={typed.last} onChange={(last) => set({ last })} error={backwards} />
      ) : (
        <>
          <TimeInput label={t.from} value={typed.from} onChange={(from) => set({ from })} error={missingTime(typed.from)} />
          <TimeInput label={t.to} value={typed.to} onChange={(to) => set({ to })} error={backwards ?? missingTime(typed.to)} />
        </>
      )}
      {kind === "addExtra" && <NumberInput label={t.seats} description={t.seatsHelp} minValue={1} maxValue={1000} value={typed.seats} onChange={(seats) => set({ seats })} />}
      <TextInput label={t.private} description={t.privateHelp} value={typed.note} onChange={(note) => set({ note })} maxLength={500} />
      {change.error && <FailureNotice error={change.error} />}
      <div className="actions">
        <Button look="primary" isPending={change.isPending} onPress={save}>{t.apply}</Button>
        <Button onPress={onClose}>{t.back}</Button>
      </div>
    </div>
  );
}
