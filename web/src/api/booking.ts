/** What a visitor may ask of the Data API to find and book a time. */
import { isUuid } from "./checks";
import { ask, type Connection } from "./connect";
import type { Hold, Practitioner, Service, Slot } from "./contract";

/** How long a chosen time is kept, in seconds, before it must be confirmed or kept again. */
export const HOLD_SECONDS = 300;

const PRACTITIONER =
  "practitioner_id,organization_id,organization_slug,organization_name,slug,display_name,bio,time_zone,specialties,accepting_clients";
const SERVICE =
  "service_id,name,description,duration_minutes,capacity,max_advance_days,requires_approval,change_notice_minutes,requires_onboarding,price_cents,currency";

/** The practitioner and the service of an address, or `null` where they are not offered together. */
export async function readOffer(
  api: Connection,
  address: { organization: string; practitioner: string; service: string },
): Promise<{ practitioner: Practitioner; service: Service } | null> {
  if (!isUuid(address.service)) return null;
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

/** The services that the practitioner offers now, by name. */
export async function listServices(api: Connection, practitionerId: string): Promise<Service[]> {
  const offered = await ask<{ service_id: string }[]>(
    api.from("practitioner_services").select("service_id").eq("practitioner_id", practitionerId).eq("active", true),
  );
  if (offered.length === 0) return [];
  const ids = offered.map((row) => row.service_id);
  return ask<Service[]>(api.from("services").select(SERVICE).in("service_id", ids).eq("active", true).order("name"));
}

/** The free times from one local date to another, both included, in *timeZone*. */
export function listSlots(
  api: Connection,
  search: { practitionerId: string; serviceId: string; from: string; to: string; timeZone: string },
): Promise<Slot[]> {
  return ask<Slot[]>(
    api.rpc("available_slots", {
      practitioner_id: search.practitionerId,
      service_id: search.serviceId,
      from_date: search.from,
      to_date: search.to,
      time_zone: search.timeZone,
    }),
  );
}

/** Keeps a time for this visitor for `HOLD_SECONDS`. */
export function requestHold(
  api: Connection,
  wish: { practitionerId: string; serviceId: string; startsAt: string; idempotencyKey: string },
): Promise<Hold> {
  return ask<Hold>(
    api.rpc("request_hold", {
      practitioner_id: wish.practitionerId,
      service_id: wish.serviceId,
      starts_at: wish.startsAt,
      hold_seconds: HOLD_SECONDS,
      idempotency_key: wish.idempotencyKey,
    }),
  );
}

export function extendHold(api: Connection, holdKey: string): Promise<{ expires_at: string }> {
  return ask(api.rpc("extend_hold", { hold_key: holdKey }));
}

export function releaseHold(api: Connection, holdKey: string): Promise<{ released: boolean }> {
  return ask(api.rpc("release_hold", { hold_key: holdKey }));
}
