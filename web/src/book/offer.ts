/** What the visitor is about to book, before a time is chosen. */
import { ask, type Connection } from "../api/connect";
import type { Practitioner, Service } from "../api/contract";
import type { Step } from "../components/steps/steps";
import { addDays, today, type LocalDate } from "../time/dates";

export interface Offer {
  practitioner: Practitioner;
  service: Service;
}

const PRACTITIONER =
  "practitioner_id,organization_id,organization_slug,organization_name,slug,display_name,bio,time_zone,specialties,accepting_clients";
const SERVICE =
  "service_id,name,description,duration_minutes,capacity,max_advance_days,requires_approval,change_notice_minutes,price_cents,currency";
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** The practitioner and the service of an address, or `null` where they are not offered together. */
export async function readOffer(api: Connection, address: { organization: string; practitioner: string; service: string }): Promise<Offer | null> {
  if (!UUID.test(address.service)) return null;
  const [practitioners, services, links] = await Promise.all([
    ask<Practitioner[]>(
      api.from("practitioners").select(PRACTITIONER)
        .eq("organization_slug", address.organization).eq("slug", address.practitioner).eq("published", true).eq("active", true),
    ),
    ask<Service[]>(api.from("services").select(SERVICE).eq("service_id", address.service).eq("active", true)),
    ask<{ practitioner_id: string }[]>(
      api.from("practitioner_services").select("practitioner_id").eq("service_id", address.service).eq("active", true),
    ),
  ]);
  const [practitioner] = practitioners;
  const [service] = services;
  if (!practitioner || !service || !links.some(({ practitioner_id }) => practitioner_id === practitioner.practitioner_id)) return null;
  return { practitioner, service };
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
