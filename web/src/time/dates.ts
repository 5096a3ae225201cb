/** Calendar dates ("2026-12-01") and the instants that fall on them in a time zone.  Pure, but for `today`. */

export type LocalDate = string;

/** The date that the clock on the wall of *timeZone* shows at *instant*. */
export function localDate(instant: Date | string, timeZone: string): LocalDate {
  // en-CA writes dates as ISO 8601 does.
  return new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" })
    .format(new Date(instant));
}

export function today(timeZone: string): LocalDate {
  return localDate(new Date(), timeZone);
}

export function addDays(date: LocalDate, days: number): LocalDate {
  const instant = new Date(`${date}T00:00:00Z`);
  instant.setUTCDate(instant.getUTCDate() + days);
  return instant.toISOString().slice(0, 10);
}

export function visitorTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
}

/** Groups by local date, keeping the order. */
export function byDate<T extends { starts_at: string }>(rows: readonly T[], timeZone: string): Map<LocalDate, T[]> {
  const days = new Map<LocalDate, T[]>();
  for (const row of rows) {
    const date = localDate(row.starts_at, timeZone);
    days.set(date, [...(days.get(date) ?? []), row]);
  }
  return days;
}
