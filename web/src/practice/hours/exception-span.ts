/** When an exception is, in words: whole days by their dates, the rest with its times.  Pure. */
import { addDays, localDate } from "../../time/dates";
import { formatDay } from "../../time/format";
import { localTime } from "../../time/zoned";
import type { Exception } from "../schedule/data";

export function exceptionSpan({ starts_at, ends_at }: Exception, locale: string, timeZone: string): string {
  if (localTime(starts_at, timeZone) === "00:00" && localTime(ends_at, timeZone) === "00:00") {
    const [first, last] = [localDate(starts_at, timeZone), addDays(localDate(ends_at, timeZone), -1)];
    const noon = (date: string) => new Date(`${date}T12:00:00Z`);
    return first === last ? formatDay(starts_at, locale, timeZone) : new Intl.DateTimeFormat(locale, { timeZone: "UTC", dateStyle: "full" }).formatRange(noon(first), noon(last));
  }
  return new Intl.DateTimeFormat(locale, { timeZone, dateStyle: "full", timeStyle: "short" }).formatRange(new Date(starts_at), new Date(ends_at));
}
