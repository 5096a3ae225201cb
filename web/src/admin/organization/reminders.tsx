/** When somebody is reminded: as is usual for the kind of practice, or at times that are chosen. */
import { Check } from "../../components/fields/check";
import { Radios } from "../../components/fields/radios";
import { useSpeech, useWords } from "../../i18n/speech";
import { words } from "./words";

const TIMES = [2880, 1440, 120, 60];

interface RemindersProps {
  label: string;
  /** Minutes before; null: as usual. */
  value: number[] | null;
  usual: number[];
  onChange: (value: number[] | null) => void;
}

export function Reminders({ label, value, usual, onChange }: RemindersProps) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const list = (times: number[]) => (times.length === 0 ? t.never : new Intl.ListFormat(locale).format(times.map(t.ahead)));
  const turn = (time: number, on: boolean) => onChange(TIMES.filter((each) => (each === time ? on : value?.includes(each))));
  return (
    <div className="reminders">
      <Radios
        label={label} value={value ? "chosen" : "usual"} onChange={(id) => onChange(id === "usual" ? null : usual)}
        options={[{ id: "usual", name: t.asUsual(list(usual)) }, { id: "chosen", name: t.atTimes }]}
      />
      {value && (
        <div className="reminders-times" role="group" aria-label={`${label}: ${t.atTimes}`}>
          {TIMES.map((time) => <Check key={time} label={t.ahead(time)} isSelected={value.includes(time)} onChange={(on) => turn(time, on)} />)}
          {value.length === 0 && <p className="field-help">{t.none}</p>}
        </div>
      )}
    </div>
  );
}
