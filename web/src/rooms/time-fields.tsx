/** Day, time, length and title: what a room and an offered time have in common. */
import { Choice } from "../components/fields/choice";
import { DateInput } from "../components/fields/date-input";
import { TextInput } from "../components/fields/text-input";
import { TimeInput } from "../components/fields/time-input";
import { useSpeech, useWords } from "../i18n/speech";
import { localDate, today } from "../time/dates";
import { formatDuration, formatZone } from "../time/format";
import { instantOf, localTime } from "../time/zoned";
import { words } from "./words";

export interface Planned {
  date: string | null;
  time: string | null;
  minutes: number;
  title: string;
}

export type PlanProblems = Partial<Record<"date" | "time" | "title", string>>;

export const NOTHING_PLANNED: Planned = { date: null, time: null, minutes: 60, title: "" };

const LENGTHS = [15, 20, 30, 45, 60, 75, 90, 120];

export function plannedOf(room: { starts_at: string; duration_minutes: number; title: string | null }, zone: string): Planned {
  return { date: localDate(room.starts_at, zone), time: localTime(room.starts_at, zone), minutes: room.duration_minutes, title: room.title ?? "" };
}

/** What the verbs take of it; empty without a day and a time. */
export function startOf({ date, time }: Planned, zone: string): string {
  return date && time ? instantOf(date, time, zone) : "";
}

export function usePlanCheck(zone: string): (planned: Planned) => PlanProblems {
  const t = useWords(words).mistakes;
  return (planned) => ({
    ...(!planned.date && { date: t.date }),
    ...(!planned.time && { time: t.time }),
    ...(planned.date && planned.time && Date.parse(startOf(planned, zone)) <= Date.now() && { time: t.past }),
    ...(planned.title.trim().length > 200 && { title: t.name }),
  });
}

interface TimeFieldsProps {
  planned: Planned;
  change: (part: Partial<Planned>) => void;
  problems: PlanProblems;
  zone: string;
}

export function TimeFields({ planned, change, problems, zone }: TimeFieldsProps) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const lengths = LENGTHS.includes(planned.minutes) ? LENGTHS : [...LENGTHS, planned.minutes].sort((one, other) => one - other);
  return (
    <>
      <div className="room-fields">
        <DateInput label={t.date} value={planned.date} onChange={(date) => change({ date })} min={today(zone)} error={problems.date} />
        <TimeInput label={t.time} value={planned.time} onChange={(time) => change({ time })} error={problems.time} />
        <Choice
          label={t.length} value={String(planned.minutes)} onChange={(minutes) => change({ minutes: Number(minutes) })}
          options={lengths.map((minutes) => ({ id: String(minutes), name: formatDuration(minutes, locale) }))}
        />
      </div>
      <p className="field-help">{t.zone(formatZone(zone, locale))}</p>
      <TextInput label={t.name} description={t.nameHelp} value={planned.title} onChange={(title) => change({ title })} error={problems.title} autoComplete="off" />
    </>
  );
}
