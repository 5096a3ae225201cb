/** Bars by day, drawn from the numbers, with the same numbers as a table. */
import { useId } from "react";
import { Panel } from "../../components/panel/panel";
import { useSpeech, useWords } from "../../i18n/speech";
import { formatDate } from "../../time/format";
import type { Day } from "./insights";
import { words } from "./words";

export interface Series {
  name: string;
  value: (day: Day) => number | null;
}

interface ChartProps {
  title: string;
  /** What the bars say as a whole. */
  summary: string;
  days: readonly Day[];
  /** Three at most, one upon the other. */
  series: readonly [Series, ...Series[]];
  /** The top of the scale; otherwise the highest bar. */
  top?: number;
  format: (value: number) => string;
}

const HEIGHT = 100;

export function Chart({ title, summary, days, series, top, format }: ChartProps) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const id = useId();
  const sum = (day: Day) => series.reduce((total, { value }) => total + (value(day) ?? 0), 0);
  const most = top ?? Math.max(1, ...days.map(sum));
  const label = (day: Day | undefined) => day && formatDate(day.day, locale);
  const told = (day: Day) => `${label(day)}: ${series.map(({ name, value }) => `${name} ${tell(value(day))}`).join(", ")}`;
  const tell = (value: number | null) => (value === null ? t.nothing : format(value));
  return (
    <Panel title={title}>
      <figure className="chart">
        <p className="chart-top" aria-hidden="true">{format(most)}</p>
        <svg className="chart-bars" viewBox={`0 0 ${days.length} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-labelledby={id}>
          <title id={id}>{`${title}. ${summary}`}</title>
          {days.map((day, x) => {
            let y = HEIGHT;
            return (
              <g key={day.day}>
                <title>{told(day)}</title>
                <rect className="chart-day" x={x} y={0} width={1} height={HEIGHT} />
                {series.map(({ name, value }, number) => {
                  const height = ((value(day) ?? 0) / most) * HEIGHT;
                  y -= height;
                  return <rect key={name} className={`chart-bar chart-bar-${number + 1}`} x={x + 0.1} y={y} width={0.8} height={height} />;
                })}
              </g>
            );
          })}
        </svg>
        <p className="chart-days" aria-hidden="true"><span>{label(days[0])}</span><span>{days.length > 1 && label(days.at(-1))}</span></p>
        <figcaption>
          <p>{summary}</p>
          {series.length > 1 && <ul role="list" className="chart-legend">{series.map(({ name }, number) => <li key={name}><span aria-hidden="true" className={`chart-key chart-key-${number + 1}`} />{name}</li>)}</ul>}
        </figcaption>
      </figure>
      <details className="chart-table">
        <summary>{t.asTable}</summary>
        {/* Narrow enough for every screen: it need not become cards. */}
        <table className="chart-numbers">
          <caption className="visually-hidden">{title}</caption>
          <thead><tr><th scope="col">{t.day}</th>{series.map(({ name }) => <th key={name} scope="col">{name}</th>)}</tr></thead>
          <tbody>
            {days.map((day) => <tr key={day.day}><th scope="row">{label(day)}</th>{series.map(({ name, value }) => <td key={name}>{tell(value(day))}</td>)}</tr>)}
          </tbody>
        </table>
      </details>
    </Panel>
  );
}
