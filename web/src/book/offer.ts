/** What the visitor is about to book, before a time is chosen. */
import type { Practitioner, Service } from "../api/contract";
import type { Step } from "../components/steps/steps";
import { addDays, today, type LocalDate } from "../time/dates";

export interface Offer {
  practitioner: Practitioner;
  service: Service;
}

/** Where each step behind leads back to. */
export function offerLinks({ practitioner, service }: Offer): Record<Exclude<Step, "details">, string> {
  const who = `/with/${encodeURIComponent(practitioner.organization_slug)}`;
  const what = `${who}/${encodeURIComponent(practitioner.slug)}`;
  return { who, what, when: `${what}/${service.service_id}` };
}

export function lastBookableDate({ practitioner, service }: Offer): LocalDate {
  return addDays(today(practitioner.time_zone), service.max_advance_days);
}
