/** Says that a list is longer than what is shown of it. */
import { useSpeech, useWords } from "../../i18n/speech";
import { defineWords } from "../../i18n/words";
import "../fields/fields.css";

const words = defineWords(
  { cut: (count: string) => `There are more; the first ${count} are shown.` },
  { cut: (count) => `Il y en a davantage; seuls les ${count} premiers éléments sont affichés.` },
);

/** *rows* as they were asked for, one more than the *most* that are shown. */
export function CutNote({ rows, most }: { rows: readonly unknown[]; most: number }) {
  const t = useWords(words);
  const { locale } = useSpeech();
  return rows.length > most && <p className="field-help">{t.cut(new Intl.NumberFormat(locale).format(most))}</p>;
}
