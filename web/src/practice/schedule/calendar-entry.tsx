/** A booking in the calendar: all of it in words, since colours alone say nothing. */
import type { EventApi } from "@fullcalendar/react";
import { statusWords } from "../../components/status-badge/status-badge";
import { useSpeech, useWords } from "../../i18n/speech";
import { formatDay, formatTime, formatTimeSpan } from "../../time/format";
import type { ListedBooking } from "../bookings/booking";

/** While it is dragged, its times are those of where it would be dropped. */
export function CalendarEntry({ event, everybody, zone }: { event: EventApi; everybody: boolean; zone: string }) {
  const status = useWords(statusWords);
  const { locale } = useSpeech();
  const booking: ListedBooking = event.extendedProps["booking"];
  const starts_at = event.start?.toISOString() ?? booking.starts_at;
  const ends_at = event.end?.toISOString() ?? booking.ends_at;
  return (
    <span className="calendar-entry">
      <span className="visually-hidden">{formatDay(starts_at, locale, zone)}, </span>
      <span className="calendar-start" aria-hidden="true">{formatTime(starts_at, locale, zone).replace(/\s/g, " ")}</span>
      <span className="calendar-time">{formatTimeSpan(starts_at, ends_at, locale, zone)} </span>
      <span className="calendar-client">{booking.client_name}</span>
      <span className="calendar-more">
        <span className="calendar-status">{status[booking.status]}</span>
        {", "}
        {everybody ? `${booking.practitioner_name}, ${booking.service_name}` : booking.service_name}
      </span>
    </span>
  );
}
