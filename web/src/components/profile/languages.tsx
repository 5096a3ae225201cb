/** The languages of somebody's sessions. */
import { useSpeech, useWords } from "../../i18n/speech";
import { Check } from "../fields/check";
import { Choice } from "../fields/choice";
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
  const name = (code: string) => new Intl.DisplayNames(locale, { type: "language" }).of(code) ?? code;
  const shown = [...FIRST, ...value.filter((code) => !FIRST.includes(code))];
  const others = MORE.filter((code) => !shown.includes(code)).map((id) => ({ id, name: name(id) })).sort((a, b) => a.name.localeCompare(b.name, locale));
  return (
    <fieldset className="profile-choices">
      <legend>{t.languages}</legend>
      {shown.map((code) => (
        <Check key={code} label={name(code)} isSelected={value.includes(code)} onChange={(on) => onChange(on ? [...value, code] : value.filter((each) => each !== code))} />
      ))}
      <Choice label={t.addLanguage} placeholder={t.chooseLanguage} options={others} value={null} onChange={(code) => onChange([...value, code])} />
    </fieldset>
  );
}
