/** A colour, typed or picked, and how a button in a mail will look. */
import { useId } from "react";
import { TextInput } from "../../components/fields/text-input";
import { useSpeech, useWords } from "../../i18n/speech";
import { contrast, isColor, READABLE, textUpon } from "./contrast";
import { words } from "./words";

const OURS = "#1d5c57";
/** The page of a mail by day. */
const PAGE = "#eef1ee";

export function Color({ value, onChange, error }: { value: string | null; onChange: (color: string | null) => void; error?: string | undefined }) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const id = useId();
  const shown = value && isColor(value) ? value : OURS;
  const ratio = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(contrast(shown, textUpon(shown)));
  return (
    <div className="color">
      <div className="color-fields">
        <TextInput label={t.color} description={t.colorHelp} error={error} value={value ?? ""} onChange={(color) => onChange(color || null)} autoComplete="off" spellCheck="false" maxLength={7} />
        <label className="color-picker">
          <span className="visually-hidden">{t.colorPicker}</span>
          <input type="color" value={shown.toLowerCase()} onChange={(event) => onChange(event.target.value)} />
        </label>
      </div>
      <div className="color-preview" role="group" aria-labelledby={id}>
        <p id={id} className="field-help">{t.preview}</p>
        <span className="color-button" style={{ background: shown, color: textUpon(shown) }}>{t.previewButton}</span>
        <p className="field-help">{t.contrastIs(ratio)}{contrast(shown, PAGE) < READABLE && ` ${t.contrastText}`}</p>
      </div>
    </div>
  );
}
