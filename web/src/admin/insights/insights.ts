/** What organization_insights tells, and what follows from it.  Pure, but for the query. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ask } from "../../api/connect";
import { useApi } from "../../app/connection";
import { useOrganization } from "../../app/organization";
import { addDays, type LocalDate } from "../../time/dates";
import { isDate } from "../../time/zoned";

export interface Figures {
  made: number;
  made_online: number;
  appointments: number;
  completed: number;
  no_shows: number;
  cancelled_by_client: number;
  cancelled_by_practice: number;
  cancelled_late: number;
  lapsed: number;
  booked_minutes: number;
  offered_minutes: number;
  held: number;
  shown: number;
  opened: number;
  visited: number;
  chosen: number;
  /** Rates are from 0 to 1, or null. */
  utilisation: number | null;
  cancellation_rate: number | null;
  no_show_rate: number | null;
  click_through: number | null;
  booking_conversion: number | null;
  hold_conversion: number | null;
}

export interface Rated extends Figures {
  reviews: number;
  average_rating: number | null;
  /** From -100 to 100. */
  nps: number | null;
}

export interface Mail {
  taken: number;
  failed: number;
  dropped: number;
  arrived: number;
  bounced: number;
  complained: number;
  sent_rate: number | null;
  arrived_rate: number | null;
}

export interface Day extends Figures {
  day: LocalDate;
  mail?: Mail;
}

export interface OfPractitioner extends Rated {
  practitioner_id: string;
  name: string;
  archived: boolean;
}

export interface Insights {
  from_date: LocalDate;
  to_date: LocalDate;
  time_zone: string;
  visits_are_counted: boolean;
  total: Rated;
  before: Rated;
  mail: Mail | null;
  mail_before: Mail | null;
  days: Day[];
  practitioners: OfPractitioner[];
}

export const PRESETS = [7, 30, 90] as const;
const MOST_DAYS = 366;

export interface Range {
  from: LocalDate;
  to: LocalDate;
  /** One of the presets, or null: days of one's own choice. */
  days: number | null;
}

/** The days that an address asks for; the last thirty where it asks for none that there are. */
export function rangeOf(params: URLSearchParams, today: LocalDate): Range {
  const [from, to] = [params.get("from") ?? "", params.get("to") ?? ""];
  if (isDate(from) && isDate(to) && from <= to && to <= today && addDays(from, MOST_DAYS) > to) return { from, to, days: null };
  const days = PRESETS.find((each) => String(each) === params.get("days")) ?? 30;
  return { from: addDays(today, 1 - days), to: today, days };
}

export function useInsights({ from, to }: Range, practitionerId: string | null) {
  const api = useApi();
  const { organization_id } = useOrganization();
  return useQuery({
    queryKey: ["insights", organization_id, from, to, practitionerId],
    placeholderData: keepPreviousData,
    queryFn: () => ask<Insights>(api.rpc("organization_insights", {
      organization_id, from_date: from, to_date: to, ...(practitionerId && { practitioner_id: practitionerId }),
    })),
  });
}

export function isEmpty({ total, before }: Insights): boolean {
  return [total, before].every((sums) => sums.made + sums.appointments + sums.cancelled_by_client + sums.cancelled_by_practice + sums.shown + sums.visited === 0);
}
