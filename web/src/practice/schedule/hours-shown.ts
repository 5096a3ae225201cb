/** The hours within which somebody works on given days.  Pure. */
import type { LocalDate } from "../../time/dates";
import { datesBetween, instantOf, weekdayOf } from "../../time/zoned";
import type { Exception, Rule } from "./data";

export interface Span {
  starts_at: string;
  ends_at: string;
}

/** Weekly hours and extra hours; time off lies over them and is shown by itself. */
export function workingHours(rules: readonly Rule[], exceptions: readonly Exception[], from: LocalDate, until: LocalDate, zone: string): Span[] {
  const weekly = datesBetween(from, until).flatMap((date) =>
    rules.filter((rule) => holdsOn(rule, date)).map((rule) => ({
      starts_at: instantOf(date, rule.starts_local, zone), ends_at: instantOf(date, rule.ends_local, zone),
    })));
  return [...weekly, ...exceptions.filter(({ kind }) => kind === "extra_hours")];
}

function holdsOn(rule: Rule, date: LocalDate): boolean {
  return rule.weekday === weekdayOf(date) && (rule.valid_from ?? date) <= date && date <= (rule.valid_until ?? date);
}
