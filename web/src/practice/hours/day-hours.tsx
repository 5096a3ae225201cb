/** The hours of one weekday: any number of spans, to copy to other days. */
import { useRef } from "react";
import { ActionMenu } from "../../components/action-menu/action-menu";
import { Button } from "../../components/button/button";
import { useSpeech, useWords } from "../../i18n/speech";
import { formatWeekday } from "../../time/zoned";
import { SpanRow } from "./span-row";
import { newSpan, type Problem, type SpanDraft } from "./weekly-draft";
import { words } from "./words";
import "./hours.css";

interface DayHoursProps {
  weekday: number;
  spans: SpanDraft[];
  problems: Map<string, Problem>;
  /** Whether what is missing is an error by now: somebody tried to save. */
  strict: boolean;
  change: (spans: SpanDraft[]) => void;
  copy: (to: number[], name: string) => void;
}

export function DayHours({ weekday, spans, problems, strict, change, copy }: DayHoursProps) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const part = useRef<HTMLElement>(null);
  const day = formatWeekday(weekday, locale);
  const remove = (key: string) => {
    change(spans.filter((span) => span.key !== key));
    part.current?.querySelector<HTMLElement>(".add-hours")?.focus();
  };
  const targets = [
    { id: "weekdays", name: t.weekdays, to: [1, 2, 3, 4, 5] },
    { id: "all", name: t.everyDay, to: [1, 2, 3, 4, 5, 6, 7] },
    ...[1, 2, 3, 4, 5, 6, 7].filter((other) => other !== weekday).map((other) => ({ id: String(other), name: formatWeekday(other, locale), to: [other] })),
  ];
  return (
    <section ref={part} className="day-hours-part" aria-label={day}>
      <h3 className="day-hours-name">{day}</h3>
      <div className="day-hours-spans">
        {spans.length === 0 && <p className="policy">{t.closed}</p>}
        {spans.map((span, index) => (
          <SpanRow
            key={span.key} span={span} day={day} number={index + 1} problem={problems.get(span.key)} strict={strict}
            change={(changed) => change(spans.map((one) => (one.key === span.key ? changed : one)))} remove={() => remove(span.key)}
          />
        ))}
        <div className="actions">
          <Button className="add-hours" aria-label={t.addTo(day)} onPress={() => change([...spans, newSpan(weekday)])}>{t.add}</Button>
          {spans.length > 0 && <ActionMenu label={t.copy(day)} actions={targets.map(({ id, name, to }) => ({ id, name, act: () => copy(to, name) }))} />}
        </div>
      </div>
    </section>
  );
}
