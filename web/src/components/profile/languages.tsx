/** The languages of somebody's sessions. */
import { useState } from "react";
import { useSpeech, useWords } from "../../i18n/speech";
import { Check } from "../fields/check";
import { Combo } from "../fields/combo";
import { words } from "./words";

/** The two of the country come first; the rest can be added. */
const FIRST = ["en", "fr"];
const MORE = [
  "am", "ar", "bn", "bg", "cs", "de", "el", "es", "fa", "fi", "gu", "he", "hi", "hr", "ht", "hu", "hy", "id", "it", "iu", "ja", "ko", "mr", "nl", "no", "pa", "pl", "ps", "pt", "ro", "ru", "so", "sr", "sv", "sw",
  "ta", "te", "th", "ti", "tl", "tr", "uk", "ur", "vi", "yi", "zh", "cr", "oj",
];

export function Languages({ value, onChange }: { value: string[]; onChange: (languages: string[]) => void }) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const [adding, setAdding] = useState<string | null>(null);
  const name = (code: string) => new Intl.DisplayNames(locale, { type: "language" }).of(code) ?? code;
  const shown = [...FIRST, ...value.filter((code) => !FIRST.includes(code))];
  const others = MORE.filter((code) => !shown.includes(code)).map((id) => ({ id, name: name(id) })).sort((a, b) => a.name.localeCompare(b.name, locale));
  const add = (code: string | null) => {
    setAdding(null);
    if (code) onChange([...value, code]);
  };
  return (
    <fieldset className="profile-choices">
      <legend>{t.languages}</legend>
      {shown.map((code) => (
        <Check key={code} label={name(code)} isSelected={value.includes(code)} onChange={(on) => onChange(on ? [...value, code] : value.filter((each) => each !== code))} />
      ))}
      {/* A new one each time, empty again. */}
      <Combo key={value.length} label={t.addLanguage} options={others} value={adding} onChange={add} />
    </fieldset>
  );
}
