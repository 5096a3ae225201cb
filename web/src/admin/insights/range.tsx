/** Of which days and of whom; it stands in the address, so that it can be kept and sent. */
import { useState } from "react";
import { useSearchParams } from "wouter";
import { Choice } from "../../components/fields/choice";
import { DateInput } from "../../components/fields/date-input";
import { useWords } from "../../i18n/speech";
import { useTeam } from "../../practice/team/team";
import { addDays, type LocalDate } from "../../time/dates";
import { PRESETS, type Range } from "./insights";
import { words } from "./words";

const CUSTOM = "custom";
const EVERYBODY = "everybody";

export function RangeForm({ range, today, practitioner }: { range: Range; today: LocalDate; practitioner: string | null }) {
  const t = useWords(words);
  const team = useTeam();
  const [, setParams] = useSearchParams();
  const [own, setOwn] = useState(range.days === null);
  const [typed, setTyped] = useState<{ from: LocalDate | null; to: LocalDate | null }>(range);
  const go = (next: Record<string, string>, whose = practitioner) => setParams({ ...next, ...(whose && { practitioner: whose }) }, { replace: true });
  const here: Record<string, string> = range.days === null ? { from: range.from, to: range.to } : { days: String(range.days) };
  const type = (patch: Partial<typeof typed>) => {
    const { from, to } = { ...typed, ...patch };
    setTyped({ from, to });
    if (from && to && from <= to && to <= today && addDays(from, 366) > to) go({ from, to });
  };
  const error = typed.from && typed.to && (typed.to < typed.from ? t.backwards : addDays(typed.from, 366) <= typed.to ? t.tooLong : null);
  return (
    <search className="insights-range" aria-label={t.filters}>
      <Choice
        label={t.period} value={own ? CUSTOM : String(range.days ?? 30)} options={[...PRESETS.map((days) => ({ id: String(days), name: t.presets(days) })), { id: CUSTOM, name: t.custom }]}
        onChange={(id) => {
          setOwn(id === CUSTOM);
          if (id === CUSTOM) setTyped(range);
          else go({ days: id });
        }}
      />
      {own && (
        <>
          <DateInput label={t.from} value={typed.from} onChange={(from) => type({ from })} max={today} />
          <DateInput label={t.to} value={typed.to} onChange={(to) => type({ to })} max={today} error={error || null} />
        </>
      )}
      <Choice
        label={t.whose} value={practitioner ?? EVERYBODY} onChange={(id) => go(here, id === EVERYBODY ? null : id)}
        options={[{ id: EVERYBODY, name: t.everybody }, ...(team.data?.practitioners ?? []).map(({ practitioner_id, display_name }) => ({ id: practitioner_id, name: display_name }))]}
      />
    </search>
  );
}
