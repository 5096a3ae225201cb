/** Each practitioner's figures, in the order that is asked for. */
import { useState } from "react";
import { Button } from "../../components/button/button";
import { DataTable } from "../../components/data-table/data-table";
import { Choice } from "../../components/fields/choice";
import { Panel } from "../../components/panel/panel";
import { useSpeech, useWords } from "../../i18n/speech";
import { csvOf, save, table } from "./csv";
import type { Insights, OfPractitioner } from "./insights";
import { words, type SortKey } from "./words";

const SORTS: readonly SortKey[] = ["name", "made", "utilisation", "cancellation_rate", "no_show_rate", "average_rating"];

export function Practitioners({ insights: { practitioners, from_date, to_date } }: { insights: Insights }) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const [sort, setSort] = useState<SortKey>("name");
  const percent = (value: number | null) => (value === null ? t.nothing : new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 }).format(value));
  const number = (value: number | null) => (value === null ? t.nothing : new Intl.NumberFormat(locale).format(value));
  const byName = (one: OfPractitioner, other: OfPractitioner) => one.name.localeCompare(other.name, locale);
  const rows = practitioners.toSorted((one, other) => (sort === "name" ? 0 : (other[sort] ?? -1) - (one[sort] ?? -1)) || byName(one, other));
  const download = () => save(`${t.file.practitioners}-${from_date}-${to_date}.csv`, csvOf(table(rows, "name")));
  return (
    <Panel title={t.practitioners} actions={<Button onPress={download}>{t.download}</Button>}>
      <div className="insights-sort"><Choice label={t.sort} value={sort} onChange={setSort} options={SORTS.map((id) => ({ id, name: t.sorts[id] }))} /></div>
      <DataTable
        caption={t.practitioners} rows={rows} rowKey={({ practitioner_id }) => practitioner_id}
        columns={[
          { id: "name", name: t.name, cell: ({ name, archived }) => <>{name}{archived && <span className="field-help"> ({t.archived})</span>}</> },
          { id: "made", name: t.made, end: true, cell: ({ made }) => number(made) },
          { id: "utilisation", name: t.utilisation, end: true, cell: ({ utilisation }) => percent(utilisation) },
          { id: "cancelled", name: t.cancellations, end: true, cell: ({ cancellation_rate }) => percent(cancellation_rate) },
          { id: "no_shows", name: t.noShows, end: true, cell: ({ no_show_rate }) => percent(no_show_rate) },
          { id: "rating", name: t.rating, end: true, cell: ({ average_rating }) => number(average_rating) },
          { id: "conversion", name: t.conversion, end: true, cell: ({ booking_conversion }) => percent(booking_conversion) },
        ]}
      />
    </Panel>
  );
}
