/** The figures that matter most, each beside what it was in the time before. */
import { Panel } from "../../components/panel/panel";
import { useSpeech, useWords } from "../../i18n/speech";
import type { Insights } from "./insights";
import { words } from "./words";

interface Headline {
  name: string;
  now: number | null;
  before: number | null;
  /** count: compared in percent; rate: in percentage points; the others by what they differ. */
  kind: "count" | "rate" | "stars" | "score";
  help?: string;
}

export function Headlines({ insights: { total, before, mail, mail_before, days, visits_are_counted } }: { insights: Insights }) {
  const t = useWords(words);
  const headlines: Headline[] = [
    { name: t.made, now: total.made, before: before.made, kind: "count" },
    { name: t.utilisation, now: total.utilisation, before: before.utilisation, kind: "rate", help: t.utilisationHelp },
    { name: t.cancellations, now: total.cancellation_rate, before: before.cancellation_rate, kind: "rate", help: t.cancellationsHelp(total.cancelled_by_client, total.cancelled_by_practice, total.cancelled_late) },
    { name: t.noShows, now: total.no_show_rate, before: before.no_show_rate, kind: "rate", help: t.noShowsHelp(total.no_shows, total.completed) },
    { name: t.rating, now: total.average_rating, before: before.average_rating, kind: "stars", help: t.ratingHelp(total.reviews) },
    { name: t.nps, now: total.nps, before: before.nps, kind: "score", help: t.npsHelp },
    ...(visits_are_counted ? [
      { name: t.clickThrough, now: total.click_through, before: before.click_through, kind: "rate", help: t.clickThroughHelp(total.shown, total.opened) },
      { name: t.conversion, now: total.booking_conversion, before: before.booking_conversion, kind: "rate", help: t.conversionHelp(total.visited, total.chosen) },
    ] satisfies Headline[] : []),
    { name: t.holds, now: total.hold_conversion, before: before.hold_conversion, kind: "rate", help: t.holdsHelp(total.held, total.made_online) },
    ...(mail ? [{ name: t.mail, now: mail.arrived_rate, before: mail_before?.arrived_rate ?? null, kind: "rate", help: t.mailHelp(mail.taken, mail.failed, mail.bounced) }] satisfies Headline[] : []),
  ];
  return (
    <Panel title={t.headlines}>
      <p className="aside">{t.besides(days.length)}</p>
      <dl className="headlines">{headlines.map((headline) => <Headline key={headline.name} {...headline} />)}</dl>
    </Panel>
  );
}

function Headline({ name, now, before, kind, help }: Headline) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const number = (value: number, digits: number) => new Intl.NumberFormat(locale, { maximumFractionDigits: digits, signDisplay: "auto" }).format(value);
  const percent = (value: number) => new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 }).format(value);
  const shown = (value: number) => (kind === "rate" ? percent(value) : number(value, kind === "stars" ? 1 : 0));
  const change = () => {
    if (now === null || before === null) return t.noBefore;
    if (now === before) return t.same;
    const up = now > before;
    if (kind === "rate") return t.points(up, number(Math.abs(now - before) * 100, 1));
    if (kind === "count") return before === 0 ? t.noBefore : t.change(up, percent(Math.abs(now - before) / before));
    return t.change(up, number(Math.abs(now - before), 1));
  };
  return (
    <div>
      <dt>{name}</dt>
      <dd className="headline-number">{now === null ? t.nothing : shown(now)}</dd>
      <dd className="headline-change">{change()}</dd>
      {help && <dd className="headline-help">{help}</dd>}
    </div>
  );
}
