/** How long it is until something begins, in its two largest units: "2 days 3 hours".  Pure. */

const MINUTE_MS = 60_000;
const UNITS = [["day", 24 * 60], ["hour", 60], ["minute", 1]] as const;

/** Null once it has begun. */
export function formatCountdown(from: number, startsAt: string, locale: string): string | null {
  let minutes = Math.ceil((Date.parse(startsAt) - from) / MINUTE_MS);
  if (minutes <= 0) return null;
  const parts: string[] = [];
  for (const [unit, size] of UNITS) {
    const count = Math.floor(minutes / size);
    minutes -= count * size;
    // Far away nobody counts minutes, and a part that is nothing says nothing.
    if (count > 0) parts.push(new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "long" }).format(count));
    else if (parts.length > 0) break;
  }
  return parts.slice(0, 2).join(" ");
}
