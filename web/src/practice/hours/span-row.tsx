/** One span of a weekday's hours: from when to when, and rarely its seats and dates. */
import { Button } from "../../components/button/button";
import { DateInput } from "../../components/fields/date-input";
import { NumberInput } from "../../components/fields/number-input";
import { TimeInput } from "../../components/fields/time-input";
import { useSpeech, useWords } from "../../i18n/speech";
import { formatDate } from "../../time/format";
import { formatLocalTime } from "../../time/zoned";
import { endOf, type Problem, type SpanDraft } from "./weekly-draft";
import { words } from "./words";

interface SpanRowProps {
  span: SpanDraft;
  day: string;
  number: number;
  problem: Problem | undefined;
  strict: boolean;
  change: (span: SpanDraft) => void;
  remove: () => void;
}

export function SpanRow({ span, day, number, problem, strict, change, remove }: SpanRowProps) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const wrong = problem && (strict || problem.kind !== "incomplete") ? problem : undefined;
  const spoken = wrong && (wrong.kind === "overlaps" ? t.overlaps(spanIn(wrong.other, locale)) : t[wrong.kind]);
  const set = (changes: Partial<SpanDraft>) => change({ ...span, ...changes });
  const extras = [
    span.seats !== null && t.seatsShort(span.seats),
    span.valid_from && t.fromShort(formatDate(span.valid_from, locale)),
    span.valid_until && t.untilShort(formatDate(span.valid_until, locale)),
  ].filter(Boolean);
  return (
    <div role="group" aria-label={t.hoursOf(day, number)} className={`span-row ${wrong ? "wrong" : ""}`}>
      <TimeInput label={t.from} value={span.from} onChange={(from) => set({ from })} error={spoken} />
      <TimeInput label={t.to} value={span.to} onChange={(to) => set({ to })} description={span.to === "00:00" ? t.midnight : undefined} />
      <Button className="span-remove" aria-label={t.removeOf(day, number)} onPress={remove}>{t.remove}</Button>
      <details className="span-more">
        <summary>{t.more}{extras.length > 0 && `: ${extras.join(", ")}`}</summary>
        <div className="span-extras">
          <NumberInput label={t.seats} description={t.seatsHelp} minValue={1} maxValue={1000} value={span.seats} onChange={(seats) => set({ seats })} />
          <DateInput label={t.validFrom} value={span.valid_from} onChange={(valid_from) => set({ valid_from })} />
          <DateInput label={t.validUntil} value={span.valid_until} onChange={(valid_until) => set({ valid_until })} />
        </div>
      </details>
    </div>
  );
}

function spanIn(span: SpanDraft, locale: string): string {
  return `${formatLocalTime(span.from ?? "", locale)} – ${formatLocalTime(endOf(span), locale)}`;
}
