/** What of the schedule is shown, as the address says it: ?view=week&date=2026-12-01&practitioner=… */
import { useMemo } from "react";
import { useSearchParams } from "wouter";
import { addDays, type LocalDate } from "../../time/dates";
import { isDate, mondayOf } from "../../time/zoned";

export const VIEWS = ["day", "week", "month", "list"] as const;
export type View = (typeof VIEWS)[number];

/** Who is shown when the address says so: everybody. */
export const EVERYBODY = "all";

export interface Place {
  view: View;
  date: LocalDate;
  /** A practitioner's id, or EVERYBODY, or null: whoever it is by default. */
  who: string | null;
}

/** *todayOf* says which day it is where whoever is shown works. */
export function usePlace(defaultView: View, todayOf: (who: string | null) => LocalDate): [Place, (changes: Partial<Place>) => void] {
  const [search, setSearch] = useSearchParams();
  const view = VIEWS.find((one) => one === search.get("view")) ?? defaultView;
  const who = search.get("practitioner");
  const date = isDate(search.get("date")) ? search.get("date")! : todayOf(who);
  return useMemo(() => [
    { view, date, who },
    (changes) => setSearch((before) => {
      const after = new URLSearchParams(before);
      if (changes.view) after.set("view", changes.view);
      if (changes.date) after.set("date", changes.date);
      if (changes.who) after.set("practitioner", changes.who);
      return after;
    }, { replace: true }),
  ], [date, setSearch, view, who]);
}

/** The dates on show: the first, and the one after the last. */
export function rangeOf(view: View, date: LocalDate): { from: LocalDate; until: LocalDate } {
  if (view === "day") return { from: date, until: addDays(date, 1) };
  if (view === "month") {
    const from = mondayOf(firstOfMonth(date));
    const last = addDays(firstOfMonth(addDays(firstOfMonth(date), 31)), -1);
    return { from, until: addDays(mondayOf(last), 7) };
  }
  return { from: mondayOf(date), until: addDays(mondayOf(date), 7) };
}

/** The same view, one step earlier (-1) or later (1). */
export function step(view: View, date: LocalDate, steps: 1 | -1): LocalDate {
  if (view === "day") return addDays(date, steps);
  if (view === "month") return firstOfMonth(addDays(firstOfMonth(date), steps === 1 ? 31 : -1));
  return addDays(date, 7 * steps);
}

function firstOfMonth(date: LocalDate): LocalDate {
  return `${date.slice(0, 8)}01`;
}
