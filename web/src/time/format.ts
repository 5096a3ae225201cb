/** Instants, dates, durations and prices in the visitor's words.  Pure. */
import type { LocalDate } from "./dates";

/** "9:00 a.m.", in one piece; in French "9 h 00", as in a span. */
export function formatTime(instant: string, locale: string, timeZone: string): string {
  return whole(new Intl.DateTimeFormat(locale, { timeZone, hour: "numeric", minute: "2-digit" }).format(new Date(instant)));
}

/** "10:00 – 10:50 a.m.", which breaks between its two times only. */
export function formatTimeSpan(from: string, to: string, locale: string, timeZone: string): string {
  const span = new Intl.DateTimeFormat(locale, { timeZone, timeStyle: "short" }).formatRange(new Date(from), new Date(to));
  return span.replace(/\s/g, "\u00a0").replace(/\u00a0(?=[–—])/g, " ");
}

/** "November 20 – 26", of two local dates. */
export function formatDateSpan(from: LocalDate, to: LocalDate, locale: string): string {
  return new Intl.DateTimeFormat(locale, { timeZone: "UTC", month: "long", day: "numeric" })
    .formatRange(noonOf(from), noonOf(to));
}

/** "Tuesday, December 1, 2026" */
export function formatDay(instant: string, locale: string, timeZone: string): string {
  return new Intl.DateTimeFormat(locale, { timeZone, dateStyle: "full" }).format(new Date(instant));
}

/** "Tuesday, December 1, 2026 at 10:00 a.m." */
export function formatMoment(instant: string, locale: string, timeZone: string): string {
  return new Intl.DateTimeFormat(locale, { timeZone, weekday: "long", year: "numeric", month: "long", day: "numeric", hour: "numeric", minute: "2-digit" })
    .format(new Date(instant)).replace(TIME_AT_THE_END, whole);
}

/** "Tuesday, December 1", of a local date. */
export function formatDate(date: LocalDate, locale: string): string {
  return new Intl.DateTimeFormat(locale, { timeZone: "UTC", weekday: "long", month: "long", day: "numeric" }).format(noonOf(date));
}

/** A local date has no zone of its own; written in UTC, noon of UTC is on it everywhere. */
function noonOf(date: LocalDate): Date {
  return new Date(`${date}T12:00:00Z`);
}

/** "Eastern Time, America/Toronto": the name that people know, and the one that is unmistakable. */
export function formatZone(timeZone: string, locale: string): string {
  const parts = new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: "longGeneric" }).formatToParts(new Date());
  const name = parts.find((part) => part.type === "timeZoneName")?.value;
  const place = timeZone.replaceAll("_", " ");
  // Where a zone has no name but its offset, its own name says more.
  return name && name !== place && !/^(GMT|UTC)/.test(name) ? `${name} (${place})` : place;
}

export function formatDuration(minutes: number, locale: string): string {
  return inUnits(minutes, "minute", locale);
}

export function formatPrice(cents: number, currency: string, locale: string): string {
  return new Intl.NumberFormat(locale, {
    style: "currency", currency, minimumFractionDigits: cents % 100 === 0 ? 0 : 2,
  }).format(cents / 100);
}

/** "4:05" of 245 seconds. */
export function formatClock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** "Tue., Dec. 1, 10:00 a.m.": a moment where there is little room. */
export function formatShortMoment(instant: string, locale: string, timeZone: string): string {
  const year = (each: Date) => new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric" }).format(each);
  // The year is said where it is another one.
  const another = year(new Date(instant)) !== year(new Date()) && { year: "numeric" as const };
  return new Intl.DateTimeFormat(locale, { timeZone, weekday: "short", month: "short", day: "numeric", hour: "numeric", minute: "2-digit", ...another })
    .format(new Date(instant)).replace(TIME_AT_THE_END, whole);
}

/** "10:00 a.m." or "10 h 00", where a date stands before it. */
const TIME_AT_THE_END = /\d+\s?[:h].*$/;

/** A time that does not break between its figures and its letters. */
function whole(time: string): string {
  return time.replace(/\s/g, "\u00a0");
}

/** "English, French" of BCP 47 tags. */
export function formatLanguages(tags: readonly string[], locale: string): string {
  const names = new Intl.DisplayNames(locale, { type: "language" });
  return tags.map((tag) => names.of(tag) ?? tag).join(", ");
}

/** "1 minute 30 seconds" of 90. */
export function formatSpan(seconds: number, locale: string): string {
  const minutes = Math.floor(seconds / 60);
  const rest = seconds % 60;
  if (minutes === 0) return inUnits(rest, "second", locale);
  return rest === 0 ? inUnits(minutes, "minute", locale) : `${inUnits(minutes, "minute", locale)} ${inUnits(rest, "second", locale)}`;
}

/** "2 days" of 2880 minutes, in the largest unit that fits. */
export function formatNotice(minutes: number, locale: string): string {
  if (minutes % 1440 === 0) return inUnits(minutes / 1440, "day", locale);
  return minutes % 60 === 0 ? inUnits(minutes / 60, "hour", locale) : inUnits(minutes, "minute", locale);
}

function inUnits(count: number, unit: "second" | "minute" | "hour" | "day", locale: string): string {
  return new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "long" }).format(count);
}
