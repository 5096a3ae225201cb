/** The schedule as a list, day by day: the same bookings and actions as the calendar's, and at home on narrow screens. */
import { useOrganization } from "../../app/organization";
import { ActionMenu } from "../../components/action-menu/action-menu";
import { EmptyState } from "../../components/empty-state/empty-state";
import { FailureNotice } from "../../components/failure-notice/failure-notice";
import { Link } from "../../components/link/link";
import { StatusBadge } from "../../components/status-badge/status-badge";
import { useSpeech, useWords } from "../../i18n/speech";
import { byDate, today, type LocalDate } from "../../time/dates";
import { formatDate, formatTimeSpan } from "../../time/format";
import { datesBetween } from "../../time/zoned";
import type { ListedBooking } from "../bookings/booking";
import { useNow } from "../team/use-now";
import { actionsOf } from "./actions";
import type { Opened } from "./booking-dialogs";
import type { Schedule } from "./data";
import { useDeeds } from "./deeds";
import { workingHours } from "./hours-shown";
import { words } from "./words";
import "./day-list.css";

interface DayListProps {
  schedule: Schedule;
  from: LocalDate;
  until: LocalDate;
  zone: string;
  /** Whether it is everybody's, and each booking says whose. */
  everybody: boolean;
  open: (opened: Opened) => void;
}

export function DayList({ schedule, from, until, zone, everybody, open }: DayListProps) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const bookings = byDate(schedule.bookings, zone);
  const hours = byDate(everybody ? [] : workingHours(schedule.rules, schedule.exceptions, from, until, zone), zone);
  const off = schedule.exceptions.filter(({ kind }) => kind === "time_off");
  const span = ({ starts_at, ends_at }: { starts_at: string; ends_at: string }) => formatTimeSpan(starts_at, ends_at, locale, zone);

  return (
    <>
      {schedule.bookings.length === 0 && <EmptyState title={t.noBookings} text={t.noBookingsText} />}
      <ol className="day-list">
        {datesBetween(from, until).map((date) => (
          <li key={date} className="day" {...(date === today(zone) && { "aria-current": "date" as const })}>
            <div className="day-head">
              <h3 className="day-name">{formatDate(date, locale)}</h3>
              {!everybody && <p className="day-hours">{hours.has(date) ? t.hoursOf(hours.get(date)!.map(span).join(", ")) : t.closed}</p>}
              {off.filter((one) => covers(one, date, zone)).map((one) => (
                <p key={one.exception_id} className="day-off">{[t.timeOff, one.reason].filter(Boolean).join(" · ")}</p>
              ))}
            </div>
            {bookings.has(date) ? (
              <ul className="day-bookings" role="list">
                {bookings.get(date)!.map((booking) => <Entry key={booking.booking_id} {...{ booking, zone, everybody, open }} />)}
              </ul>
            ) : <p className="day-none">{t.noneThatDay}</p>}
          </li>
        ))}
      </ol>
    </>
  );
}

function covers({ starts_at, ends_at }: { starts_at: string; ends_at: string }, date: LocalDate, zone: string): boolean {
  const [first] = byDate([{ starts_at }], zone).keys();
  const [last] = byDate([{ starts_at: new Date(Date.parse(ends_at) - 1).toISOString() }], zone).keys();
  return first! <= date && date <= last!;
}

interface EntryProps {
  booking: ListedBooking;
  zone: string;
  everybody: boolean;
  open: (opened: Opened) => void;
}

function Entry({ booking, zone, everybody, open }: EntryProps) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const { may, path } = useOrganization();
  const now = useNow();
  const deeds = useDeeds(booking, (dialog) => open({ booking, dialog }));
  const when = formatTimeSpan(booking.starts_at, booking.ends_at, locale, zone);
  const actions = actionsOf(booking, now, may("sessions:write")).map((id) => ({
    id, name: t[id], danger: id === "cancel" || id === "decline", act: () => deeds.act(id),
  }));
  return (
    <li className={`entry ${booking.status}`}>
      <p className="entry-time"><time dateTime={booking.starts_at}>{when}</time></p>
      <div className="entry-what">
        <p><Link href={path(`/bookings/${booking.booking_id}`)}>{booking.client_name}</Link></p>
        <p className="entry-service">{everybody ? `${booking.service_name} · ${booking.practitioner_name}` : booking.service_name}</p>
        <StatusBadge status={booking.status} />
      </div>
      {actions.length > 0 && <ActionMenu quiet label={t.actions(booking.client_name, when)} actions={actions} />}
      {deeds.error && <FailureNotice error={deeds.error} />}
    </li>
  );
}
