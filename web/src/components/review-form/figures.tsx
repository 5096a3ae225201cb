/** From 0 to 10, or no answer. */
import { Radio, RadioGroup } from "react-aria-components";
import { useWords } from "../../i18n/speech";
import { Button } from "../button/button";
import { Frame } from "../fields/frame";
import { words } from "./words";

const FIGURES = Array.from({ length: 11 }, (_, figure) => String(figure));

interface FiguresProps {
  label: string;
  value: number | null;
  onChange: (figure: number | null) => void;
}

export function Figures({ label, value, onChange }: FiguresProps) {
  const t = useWords(words);
  return (
    <div className="figures-field">
      <RadioGroup
        className="field" orientation="horizontal" value={value === null ? null : String(value)} onChange={(figure) => onChange(Number(figure))}
      >
        <Frame label={label} description={t.recommendHelp}>
          <div className="figures">{FIGURES.map((figure) => <Radio key={figure} value={figure} className="figure">{figure}</Radio>)}</div>
        </Frame>
      </RadioGroup>
      {value !== null && <Button look="quiet" onPress={() => onChange(null)}>{t.recommendNone}</Button>}
    </div>
  );
}
