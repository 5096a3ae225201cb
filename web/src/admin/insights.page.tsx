/** How the practice does, in numbers without names (DR-8.1). */
import { useSearchParams } from "wouter";
import { isUuid } from "../api/checks";
import { useOrganization } from "../app/organization";
import { Button } from "../components/button/button";
import { EmptyState } from "../components/empty-state/empty-state";
import { Page } from "../components/page/page";
import { QueryView } from "../components/query-view/query-view";
import { useSpeech, useWords } from "../i18n/speech";
import { today as dateOfToday } from "../time/dates";
import { formatZone } from "../time/format";
import { Chart } from "./insights/chart";
import { Counting } from "./insights/counting";
import { csvOf, save, table } from "./insights/csv";
import { Headlines } from "./insights/headlines";
import { isEmpty, rangeOf, useInsights, type Insights } from "./insights/insights";
import { Practitioners } from "./insights/practitioners";
import { RangeForm } from "./insights/range";
import { words } from "./insights/words";
import "./insights/insights.css";

export default function InsightsPage() {
  const t = useWords(words);
  const { locale } = useSpeech();
  const { time_zone } = useOrganization();
  const [params] = useSearchParams();
  const today = dateOfToday(time_zone);
  const range = rangeOf(params, today);
  const wanted = params.get("practitioner") ?? "";
  const practitioner = isUuid(wanted) ? wanted : null;
  const insights = useInsights(range, practitioner);
  return (
    <Page title={t.title} lead={t.lead}>
      <RangeForm range={range} today={today} practitioner={practitioner} />
      <QueryView query={insights}>
        {(data) => (
          <div className="insights">
            {isEmpty(data) ? <EmptyState title={t.emptyTitle} text={t.emptyText} /> : <Told insights={data} />}
            <Counting counted={data.visits_are_counted} />
            <p className="field-help">{t.zone(formatZone(data.time_zone, locale))}</p>
          </div>
        )}
      </QueryView>
    </Page>
  );
}

function Told({ insights }: { insights: Insights }) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const { total, days, from_date, to_date } = insights;
  const number = (value: number) => new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(value);
  const percent = (value: number | null) => (value === null ? t.nothing : new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 }).format(value));
  const hours = (minutes: number) => t.hours(number(minutes / 60));
  const download = () => save(`${t.file.days}-${from_date}-${to_date}.csv`, csvOf(table(days.map(({ mail, ...day }) => ({
    ...day, ...Object.fromEntries(Object.entries(mail ?? {}).map(([name, value]) => [`mail_${name}`, value as number | null])),
  })), "day")));
  return (
    <>
      <Headlines insights={insights} />
      <div className="insights-charts">
        <Chart title={t.bookings} summary={t.bookingsSum(total.made, total.made_online)} days={days} format={number} series={[{ name: t.made, value: ({ made }) => made }]} />
        <Chart
          title={t.utilisation} summary={t.utilisationSum(percent(total.utilisation), hours(total.booked_minutes), hours(total.offered_minutes))}
          days={days} top={1} format={percent} series={[{ name: t.utilisation, value: ({ utilisation }) => utilisation }]}
        />
        <Chart
          title={t.appointments} summary={t.appointmentsSum(total.appointments)} days={days} format={number}
          series={[
            { name: t.attended, value: ({ completed }) => completed },
            { name: t.missed, value: ({ no_shows }) => no_shows },
            { name: t.toCome, value: ({ appointments, completed, no_shows }) => appointments - completed - no_shows },
          ]}
        />
        <Chart
          title={t.lost} summary={t.lostSum(total.cancelled_by_client + total.cancelled_by_practice)} days={days} format={number}
          series={[{ name: t.byClient, value: ({ cancelled_by_client }) => cancelled_by_client }, { name: t.byPractice, value: ({ cancelled_by_practice }) => cancelled_by_practice }]}
        />
      </div>
      <p><Button onPress={download}>{t.downloadDays}</Button></p>
      <Practitioners insights={insights} />
    </>
  );
}
