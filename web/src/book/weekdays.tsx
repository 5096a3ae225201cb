/** Some days of the week, 1 for Monday to 7 for Sunday. */
import { Checkbox, CheckboxGroup, Label, Text } from "react-aria-components";
import { useSpeech, useWords } from "../i18n/speech";
import { words } from "./wait-words";
import "./wait.css";

/** A Monday, to name the days by. */
const MONDAY = Date.UTC(2024, 0, 1, 12);
const DAY_MS = 86_400_000;

export function Weekdays({ value, onChange }: { value: readonly number[]; onChange: (weekdays: readonly number[]) => void }) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const name = new Intl.DateTimeFormat(locale, { weekday: "long", timeZone: "UTC" });
  return (
    <CheckboxGroup className="field" value={value.map(String)} onChange={(chosen) => onChange(chosen.map(Number).sort())}>
      <Label>{t.weekdays}</Label>
      <Text slot="description" className="field-help">{t.weekdaysHelp}</Text>
      <div className="weekdays">
        {[1, 2, 3, 4, 5, 6, 7].map((weekday) => (
          <Checkbox key={weekday} value={String(weekday)} className="check">
            <span aria-hidden="true" className="check-box" />
            <span>{name.format(MONDAY + (weekday - 1) * DAY_MS)}</span>
          </Checkbox>
        ))}
      </div>
    </CheckboxGroup>
  );
}
