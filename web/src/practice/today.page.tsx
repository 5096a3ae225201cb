/** The practice's day: who comes today and next, what waits for an answer, and the fourteen days ahead (DR-3.4, CP-8.1 to 8.6). */
import { useSearchParams } from "wouter";
import { useOrganization } from "../app/organization";
import { ButtonLink } from "../components/button/button";
import { CutNote } from "../components/cut-note/cut-note";
import { EmptyState } from "../components/empty-state/empty-state";
import { Radios } from "../components/fields/radios";
import { Page } from "../components/page/page";
import { Panel } from "../components/panel/panel";
import { QueryView } from "../components/query-view/query-view";
import { useSpeech, useWords } from "../i18n/speech";
import { addDays, today as dateOfToday } from "../time/dates";
import { formatDate, formatZone } from "../time/format";
import { instantOf, mondayOf } from "../time/zoned";
import { isWaiting, type ListedBooking } from "./bookings/booking";
import { CalendarChanges } from "./calendars/changes";
import { CalendarTrouble } from "./calendars/needed";
import { Activity, Clients } from "./day/activity";
import { ASKED, DAYS_AHEAD, MOST, useOverview, type Overview } from "./day/api";
import { ComingDays } from "./day/coming-days";
import { DayRow } from "./day/day-row";
import { NextUp } from "./day/next-up";
import { Requests } from "./day/requests";
import { words } from "./day/words";
import { useTeam, zoneOf, type Team } from "./team/team";
import { useNow } from "./team/use-now";
import { usePracticeNews } from "./team/use-practice-news";
import "./bookings/bookings.css";
import "./day/day.css";

export default function Today() {
  const t = useWords(words);
  const { locale } = useSpeech();
  const organization = useOrganization();
  const team = useTeam();
  const zone = team.data ? zoneOf(team.data, organization) : organization.time_zone;
  return (
    <Page
      title={t.title} lead={`${formatDate(dateOfToday(zone), locale)} · ${formatZone(zone, locale)}`}
      actions={organization.may("sessions:write") && <ButtonLink href={organization.path("/bookings/new")} look="primary">{t.create}</ButtonLink>}
    >
      <QueryView query={team}>{(data) => <Whose team={data} zone={zone} />}</QueryView>
    </Page>
  );
}

/** Who has a profile sees the own day; who manages the practice, everybody's too. */
function Whose({ team, zone }: { team: Team; zone: string }) {
  const t = useWords(words);
  const { practitioner_id, may } = useOrganization();
  const [parameters, setParameters] = useSearchParams();
  const choice = practitioner_id !== null && may("sessions:manage") && team.practitioners.length > 1;
  const everybody = practitioner_id === null || (choice && parameters.get("who") === "all");
  const ids = everybody ? team.practitioners.filter(({ active }) => active).map((each) => each.practitioner_id) : [practitioner_id];
  const overview = useOverview(zone, everybody ? null : practitioner_id);
  usePracticeNews(ids);
  return (
    <>
      {choice && (
        <Radios
          label={t.whose} value={everybody ? "all" : "mine"} options={[{ id: "mine", name: t.mine }, { id: "all", name: t.everybody }]}
          onChange={(who) => setParameters(who === "all" ? { who } : {}, { replace: true })}
        />
      )}
      <CalendarTrouble />
      <CalendarChanges practitionerId={everybody ? null : practitioner_id} zone={zone} />
      <QueryView query={overview}>{(data) => <Day overview={data} zone={zone} everybody={everybody} isActivityCut={ids.length > ASKED} />}</QueryView>
    </>
  );
}

interface DayProps {
  overview: Overview;
  zone: string;
  everybody: boolean;
  /** Whether only some practitioners were asked for it. */
  isActivityCut: boolean;
}

function Day({ overview: { bookings: found, activity, clients }, zone, everybody, isActivityCut }: DayProps) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const { path, may } = useOrganization();
  const now = useNow();
  const bookings = found.slice(0, MOST);
  const date = dateOfToday(zone);
  const before = (day: string) => (booking: ListedBooking) => Date.parse(booking.starts_at) < Date.parse(instantOf(day, "00:00", zone));
  const tomorrow = addDays(date, 1);
  const monday = addDays(mondayOf(date), 7);
  // After midnight, those of yesterday stay until they are asked for anew; what began before midnight and still goes on is of today.
  const today = bookings.filter((booking) => before(tomorrow)(booking) && Date.parse(booking.ends_at) > Date.parse(instantOf(date, "00:00", zone)));
  const week = bookings.filter((booking) => !before(tomorrow)(booking) && before(monday)(booking));
  const later = bookings.filter((booking) => !before(tomorrow)(booking) && !before(monday)(booking));

  return (
    <div className="today">
      <div>
        <NextUp today={today} zone={zone} now={now} withPractitioner={everybody} />
        <Requests waiting={bookings.filter((booking) => isWaiting(booking, now))} zone={zone} now={now} />
        <Panel title={t.today}>
          {today.length === 0 && (
            <EmptyState title={t.noneToday} text={t.noneTodayText} action={may("sessions:write") && <ButtonLink href={path("/bookings/new")}>{t.create}</ButtonLink>} />
          )}
          {byPractitioner(today, everybody).map(([id, name, rows]) => (
            <div key={id} className="day-of">
              {name && <h3>{name}</h3>}
              <ul role="list" className="day-list">{rows.map((booking) => <DayRow key={booking.booking_id} booking={booking} zone={zone} now={now} />)}</ul>
            </div>
          ))}
        </Panel>
        <Panel title={t.week}>
          <p className="aside">{t.weekCount(today.length + week.length)}</p>
          <ComingDays bookings={week} zone={zone} none={t.noneWeek} />
        </Panel>
        <Panel title={t.later}>
          <p className="aside">{t.until(formatDate(addDays(date, DAYS_AHEAD), locale))}</p>
          <ComingDays bookings={later} zone={zone} none={t.noneLater} />
          <CutNote rows={found} most={MOST} />
        </Panel>
      </div>
      <div>
        <Clients count={clients} />
        <Activity deeds={activity} now={now} isCut={isActivityCut} />
      </div>
    </div>
  );
}

/** One list under each name; a practitioner's own day needs none. */
function byPractitioner(rows: readonly ListedBooking[], everybody: boolean): [id: string, name: string, rows: ListedBooking[]][] {
  if (!everybody) return rows.length > 0 ? [["", "", [...rows]]] : [];
  // Two may have the same name.
  const names = new Map(rows.map(({ practitioner_id, practitioner_name }) => [practitioner_id, practitioner_name]));
  return [...names].toSorted(([, one], [, other]) => one.localeCompare(other))
    .map(([id, name]) => [id, name, rows.filter(({ practitioner_id }) => practitioner_id === id)]);
}
