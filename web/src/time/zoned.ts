/** Wall times of a zone and their instants, and weeks of local dates.  Pure. */
import { parseDateTime, toZoned } from "@internationalized/date";
import { addDays, type LocalDate } from "./dates";

/** The instant at which the clock in *timeZone* shows *time* ("09:30", up to "24:00") on *date*: the first one, where it shows it twice. */
export function instantOf(date: LocalDate, time: string, timeZone: string): string {
  if (time.startsWith("24:")) return instantOf(addDays(date, 1), "00:00", timeZone);
  return toZoned(parseDateTime(`${date}T${time}`), timeZone, "compatible").toAbsoluteString();
}

/** "09:30", as the clock in *timeZone* shows it at *instant*. */
export function localTime(instant: string, timeZone: string): string {
  return new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(new Date(instant));
}

/** 1 is Monday, 7 is Sunday (ISO 8601). */
export function weekdayOf(date: LocalDate): number {
  return new Date(`${date}T12:00:00Z`).getUTCDay() || 7;
}

export function mondayOf(date: LocalDate): LocalDate {
  return addDays(date, 1 - weekdayOf(date));
}

/** The dates from *from* until before *until*. */
export function datesBetween(from: LocalDate, until: LocalDate): LocalDate[] {
  const dates: LocalDate[] = [];
  for (let date = from; date < until; date = addDays(date, 1)) dates.push(date);
  return dates;
}

/** "Monday"; 1 is Monday. */
export function formatWeekday(weekday: number, locale: string): string {
  return new Intl.DateTimeFormat(locale, { timeZone: "UTC", weekday: "long" }).format(new Date(Date.UTC(2024, 0, weekday, 12)));
}

/** "9:00 a.m." of "09:00:00". */
export function formatLocalTime(time: string, locale: string): string {
  const [hours = "0", minutes = "0"] = time.split(":");
  return new Intl.DateTimeFormat(locale, { timeZone: "UTC", timeStyle: "short" }).format(new Date(Date.UTC(2024, 0, 1, Number(hours) % 24, Number(minutes))));
}

export function isDate(text: string | null): text is LocalDate {
  return text !== null && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T12:00:00Z`)) && addDays(text, 0) === text;
}
