/** The services of a practice with all that hangs on them, and how they are saved. */
import { useQuery } from "@tanstack/react-query";
import { ask, type Connection } from "../../api/connect";
import { BrokenPromise, useWrite as useAnyWrite, written } from "../../api/write";
import { useApi } from "../../app/connection";
import { useOrganization } from "../../app/organization";
import type { Service, ServiceDraft } from "./service";

export interface Thing {
  resource_id: string;
  kind: string;
  name: string;
  archived_at: string | null;
}

export interface Services {
  services: Service[];
  practitioners: { practitioner_id: string; display_name: string; active: boolean }[];
  offers: { practitioner_id: string; service_id: string; active: boolean }[];
  needs: { service_id: string; kind: string; quantity: number }[];
  things: Thing[];
  codes: { code: string; description: string }[];
}

export function useServices() {
  const api = useApi();
  const { organization_id } = useOrganization();
  const within = { organization_id };
  return useQuery({
    queryKey: ["practice", organization_id, "services"],
    queryFn: async (): Promise<Services> => {
      const [services, practitioners, offers, needs, things, codes] = await Promise.all([
        ask<Service[]>(api.from("services").select("*").match(within).order("name")),
        ask<Services["practitioners"]>(api.from("practitioners").select("practitioner_id, display_name, active").match(within).order("display_name")),
        ask<Services["offers"]>(api.from("practitioner_services").select("practitioner_id, service_id, active").match(within)),
        ask<Services["needs"]>(api.from("service_needs").select("service_id, kind, quantity").match(within).order("kind")),
        ask<Thing[]>(api.from("resources").select("resource_id, kind, name, archived_at").match(within).order("kind").order("name")),
        ask<Services["codes"]>(api.from("billing_codes").select("code, description").match({ ...within, active: true }).order("code")),
      ]);
      return { services, practitioners, offers, needs, things, codes };
    },
  });
}

/** A write in the practice. */
export function useWrite<W>(write: (api: Connection, organizationId: string, wanted: W) => Promise<unknown>, onDone: (wanted: W) => void) {
  const { organization_id } = useOrganization();
  return useAnyWrite<W>((api, wanted) => write(api, organization_id, wanted), { onDone: (_, wanted) => onDone(wanted) });
}

/**
 * Saves a service, then who offers it and what it needs.
 *
 * What there is already is looked up first, so that a save that broke off halfway can simply be repeated with the same *serviceId*.
 */
export async function saveService(api: Connection, organizationId: string, serviceId: string, { columns, offeredBy, needs }: ServiceDraft): Promise<void> {
  const within = { organization_id: organizationId, service_id: serviceId };
  const row = { ...columns, name: columns.name.trim(), description: columns.description.trim() };
  await ask(api.from("services").update(row as never).match(within));

  const offers = await ask<Services["offers"]>(api.from("practitioner_services").select("practitioner_id, service_id, active").match(within));
  const known = new Set(offers.map(({ practitioner_id }) => practitioner_id));
  const added = offeredBy.filter((id) => !known.has(id));
  if (added.length > 0) await ask(api.from("practitioner_services").insert(added.map((practitioner_id) => ({ ...within, practitioner_id, active: true }))));
  for (const { practitioner_id, active } of offers) {
    const wanted = offeredBy.includes(practitioner_id);
    if (wanted !== active) await ask(api.from("practitioner_services").update({ active: wanted }).match({ ...within, practitioner_id }));
  }

  const had = await ask<Services["needs"]>(api.from("service_needs").select("service_id, kind, quantity").match(within));
  for (const { kind } of had) {
    if (!needs.some((need) => need.kind === kind)) await ask(api.from("service_needs").delete().match({ ...within, kind }));
  }
  for (const { kind, quantity } of needs) {
    const before = had.find((need) => need.kind === kind);
    if (!before) await ask(api.from("service_needs").insert({ ...within, kind, quantity: quantity ?? 1 }));
    else if (before.quantity !== quantity) await ask(api.from("service_needs").update({ quantity: quantity ?? 1 }).match({ ...within, kind }));
  }
}

/** Makes the service *serviceId*, to be filled by `saveService`.  Sent again, also when the first answer was lost, it finds it made. */
export async function startService(api: Connection, organizationId: string, serviceId: string, { columns }: ServiceDraft): Promise<void> {
  const row = { service_id: serviceId, organization_id: organizationId, ...columns, name: columns.name.trim(), description: columns.description.trim() };
  try {
    await written(api.from("services").insert(row as never).select("service_id"));
  } catch (error) {
    if (!(error instanceof BrokenPromise && error.promise === "services_pkey")) throw error;
  }
}
