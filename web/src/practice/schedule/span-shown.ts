/** The days on show in words: "November 16 – 22, 2026".  Pure. */
import { addDays, type LocalDate } from "../../time/dates";
import { rangeOf, type View } from "./place";

export function spanShown(view: View, date: LocalDate, locale: string): string {
  const noon = (day: LocalDate) => new Date(`${day}T12:00:00Z`);
  const written = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, { timeZone: "UTC", ...options });
  if (view === "day") return written({ dateStyle: "full" }).format(noon(date));
  if (view === "month") return written({ month: "long", year: "numeric" }).format(noon(date));
  const { from, until } = rangeOf(view, date);
  return written({ dateStyle: "long" }).formatRange(noon(from), noon(addDays(until, -1)));
}
