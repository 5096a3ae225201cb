/** What the visitor is about to book, before a time is chosen. */
import type { Practitioner, Service } from "../api/contract";
import type { Step } from "../components/steps/steps";
import { addDays, today, type LocalDate } from "../time/dates";
import { routeHref } from "./route";

export interface Offer {
  practitioner: Practitioner;
  service: Service;
}

/** Where each step behind leads back to. */
export function offerLinks({ practitioner, service }: Offer): Partial<Record<Step, string>> {
  const organization = practitioner.organization_slug;
  return {
    who: routeHref({ organization }),
    what: routeHref({ organization, practitioner: practitioner.slug }),
    when: routeHref({ organization, practitioner: practitioner.slug, service: service.service_id }),
  };
}

export function lastBookableDate({ practitioner, service }: Offer): LocalDate {
  return addDays(today(practitioner.time_zone), service.max_advance_days);
}
