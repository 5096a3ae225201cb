/** How the mail of the last 30 days went, in four numbers. */
import { Panel } from "../../components/panel/panel";
import { useSpeech, useWords } from "../../i18n/speech";
import type { Figures as Numbers } from "./outbox";
import { words } from "./words";

export function Figures({ figures: { taken, arrived, bounced, failed } }: { figures: Numbers }) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const number = new Intl.NumberFormat(locale).format;
  const percent = (part: number) => new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 }).format(part);
  const entries = [
    [t.sent, number(taken)],
    [t.arrived, arrived + bounced > 0 ? t.arrivedOf(number(arrived), percent(arrived / (arrived + bounced))) : number(arrived)],
    [t.bounced, number(bounced)],
    [t.failed, number(failed)],
  ] as const;
  return (
    <Panel title={t.figures}>
      <dl className="figures">{entries.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>
    </Panel>
  );
}
