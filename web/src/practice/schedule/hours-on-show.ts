/** From which hour to which a calendar reaches: whatever happens in it, and an ordinary working day.  Pure. */
import type { LocalDate } from "../../time/dates";
import { localTime } from "../../time/zoned";
import type { Schedule } from "./data";
import { workingHours } from "./hours-shown";

export function hoursOnShow(schedule: Schedule, from: LocalDate, until: LocalDate, zone: string): [earliest: string, latest: string] {
  const spans = [...schedule.bookings, ...workingHours(schedule.rules, schedule.exceptions, from, until, zone)];
  const starts = spans.map(({ starts_at }) => Number(localTime(starts_at, zone).slice(0, 2)));
  // What ends at midnight or the next day needs the whole evening.
  const ends = spans.map(({ starts_at, ends_at }) => {
    const [start, end] = [localTime(starts_at, zone), localTime(ends_at, zone)];
    return end <= start ? 24 : Number(end.slice(0, 2)) + (end.endsWith(":00") ? 0 : 1);
  });
  return [hour(Math.min(8, ...starts)), hour(Math.max(18, ...ends))];
}

function hour(hours: number): string {
  return `${String(hours).padStart(2, "0")}:00:00`;
}
