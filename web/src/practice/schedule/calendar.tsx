/** The schedule as a calendar of a day, a week or a month.  Loaded only where it is looked at: FullCalendar is large. */
import FullCalendar from "@fullcalendar/react";
import dayGrid from "@fullcalendar/react/daygrid";
import interaction from "@fullcalendar/react/interaction";
import frenchCanada from "@fullcalendar/react/locales/fr-ca";
import theme from "@fullcalendar/react/themes/classic";
import timeGrid from "@fullcalendar/react/timegrid";
import "@fullcalendar/react/skeleton.css";
import "@fullcalendar/react/themes/classic/theme.css";
import { useMemo } from "react";
import { useSpeech, useWords } from "../../i18n/speech";
import { localDate, type LocalDate } from "../../time/dates";
import type { Move } from "../booking/move";
import type { Opened } from "./booking-dialogs";
import type { Schedule } from "./data";
import { eventsOf } from "./events";
import { CalendarEntry } from "./calendar-entry";
import { hoursOnShow } from "./hours-on-show";
import type { Place } from "./place";
import { useDragging } from "./use-dragging";
import { useKeptFocus } from "./use-kept-focus";
import { words } from "./words";
import "./calendar.css";

export interface CalendarProps {
  schedule: Schedule;
  place: Place;
  from: LocalDate;
  until: LocalDate;
  zone: string;
  everybody: boolean;
  mayMove: boolean;
  /** A move on its way: the booking is shown where it is to be, and goes back when that is refused. */
  moving: Move | null;
  move: (move: Move) => void;
  open: (opened: Opened) => void;
  /** Somebody pointed at a time, to book it. */
  pointAt: (instant: string) => void;
  go: (changes: Partial<Place>) => void;
}

const VIEW = { day: "timeGridDay", week: "timeGridWeek", month: "dayGridMonth", list: "timeGridDay" } as const;
const HALF_HOUR_MS = 1_800_000;

export default function ScheduleCalendar({ schedule, place, from, until, zone, everybody, mayMove, moving, move, open, pointAt, go }: CalendarProps) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const dragging = useDragging({ from, until, zone, move });
  const month = place.view === "month";
  const { free } = dragging;
  const events = useMemo(
    () => eventsOf({ schedule, from, until, zone, everybody, mayMove, moving, free, month, words: t }),
    [everybody, free, from, mayMove, month, moving, schedule, t, until, zone],
  );
  const keptFocus = useKeptFocus(events);
  const [slotMinTime, slotMaxTime] = useMemo(() => hoursOnShow(schedule, from, until, zone), [from, schedule, until, zone]);

  return (
    <div className="schedule-calendar" {...keptFocus}>
      <p className="schedule-hint" role="status">{dragging.hint || (mayMove ? t.dragHint : "")}</p>
      <FullCalendar
        key={`${place.view} ${place.date}`}
        plugins={[theme, dayGrid, timeGrid, interaction]}
        initialView={VIEW[place.view]} initialDate={place.date} headerToolbar={false}
        locales={[frenchCanada]} locale={locale === "fr-CA" ? "fr-ca" : "en-CA"} timeZone={zone} firstDay={1}
        events={events} eventOrder="layer,start,-duration,title" eventDisplay="block"
        eventContent={({ event }) => event.extendedProps["booking"] ? <CalendarEntry event={event} {...{ everybody, zone }} /> : event.title}
        eventDidMount={({ el, event }) => {
          if (event.extendedProps["booking"]) el.dataset["booking"] = event.id;
        }}
        height="auto" slotMinTime={slotMinTime} slotMaxTime={slotMaxTime} slotDuration="00:30:00" slotMinHeight={42} snapDuration="00:05:00" nowIndicator allDaySlot={false}
        dayMaxEvents={4} moreLinkText={t.moreShown} moreLinkClick={({ date }) => go({ view: "day", date: localDate(date, zone) })}
        eventDurationEditable={false} eventDragMinDistance={5} longPressDelay={400} dragScroll
        eventAllow={dragging.allows} eventMouseEnter={dragging.near} eventDragStart={dragging.start} eventDragStop={dragging.stop} eventDrop={dragging.drop}
        eventClick={({ event, jsEvent }) => {
          jsEvent.preventDefault();
          const booking = event.extendedProps["booking"];
          if (booking) open({ booking, dialog: "details" });
        }}
        dateClick={({ date, allDay }) => {
          if (allDay) go({ view: "day", date: localDate(date, zone) });
          else pointAt(new Date(Math.floor(date.getTime() / HALF_HOUR_MS) * HALF_HOUR_MS).toISOString());
        }}
      />
    </div>
  );
}
