/** List or calendar. */
import { useWords } from "../../i18n/speech";
import type { View } from "./picker";
import { words } from "./words";

const VIEWS = ["list", "calendar"] as const;

export function ViewSwitch({ view, onChange }: { view: View; onChange: (view: View) => void }) {
  const t = useWords(words);
  return (
    <div className="view-switch" role="group" aria-label={t.view}>
      {VIEWS.map((one) => (
        <button key={one} type="button" className="view-button" aria-pressed={one === view} onClick={() => onChange(one)}>{t[one]}</button>
      ))}
    </div>
  );
}
