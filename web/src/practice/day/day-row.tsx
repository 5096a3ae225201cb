/** One booking of the day: its time in large figures, who comes and what for, and what is to be done now. */
import { useOrganization } from "../../app/organization";
import { Link } from "../../components/link/link";
import { StatusBadge } from "../../components/status-badge/status-badge";
import { useSpeech } from "../../i18n/speech";
import { formatTime } from "../../time/format";
import { Attendance } from "../booking/attendance";
import { hasBegun, isLive, isOver, type ListedBooking } from "../bookings/booking";

interface DayRowProps {
  booking: ListedBooking;
  zone: string;
  now: number;
}

export function DayRow({ booking, zone, now }: DayRowProps) {
  const { locale } = useSpeech();
  const { may, path } = useOrganization();
  const begun = hasBegun(booking, now);
  return (
    <li className="day-row" data-past={isOver(booking, now) || undefined}>
      <p className="day-time">
        <time dateTime={booking.starts_at}>{formatTime(booking.starts_at, locale, zone)}</time>{" "}
        <span className="day-end">– {formatTime(booking.ends_at, locale, zone)}</span>
      </p>
      <div className="day-what">
        <p className="day-client"><Link href={path(`/bookings/${booking.booking_id}`)}>{booking.client_name}</Link></p>
        <p className="day-service">{booking.service_name}</p>
      </div>
      <div className="day-state"><StatusBadge status={booking.status} /></div>
      {begun && isLive(booking) && may("sessions:write") && <Attendance booking={booking} />}
    </li>
  );
}
