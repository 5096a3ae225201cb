/** How far away an instant is, in the visitor's words.  Pure. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** "now", "in 25 minutes", "2 hours ago", "in 3 days". */
export function formatRelative(instant: string, now: number, locale: string): string {
  const away = Date.parse(instant) - now;
  const size = Math.abs(away);
  if (size < MINUTE) return new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(0, "second");
  const [unit, length] = size < 90 * MINUTE ? (["minute", MINUTE] as const) : size < 36 * HOUR ? (["hour", HOUR] as const) : (["day", DAY] as const);
  return new Intl.RelativeTimeFormat(locale, { numeric: unit === "minute" ? "always" : "auto" }).format(Math.round(away / length), unit);
}
