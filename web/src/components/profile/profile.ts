/** A practitioner's profile with all that belongs to it, as members read it. */
import { useQuery } from "@tanstack/react-query";
import { ask } from "../../api/connect";
import { useApi } from "../../app/connection";
import { useOrganization } from "../../app/organization";

export interface Practitioner {
  practitioner_id: string;
  organization_id: string;
  slug: string;
  display_name: string;
  bio: string;
  credentials: string;
  photo: string | null;
  location: string;
  languages: string[];
  time_zone: string;
  locale: string;
  published: boolean;
  accepting_clients: boolean;
  max_clients: number | null;
  archived_at: string | null;
}

export interface Profile {
  practitioner: Practitioner;
  /** Of all sessions that have no place of their own. */
  place: { place_id: string; address: string | null; video_url: string | null } | null;
  /** What is missing and what would be good; null of an archived profile. */
  readiness: { missing: string[]; advised: string[]; approve_practitioners: boolean } | null;
  taxonomy: { specialty_id: string; name: string }[];
  specialtyIds: string[];
  services: { service_id: string; name: string }[];
  offered: { service_id: string; active: boolean }[];
  /** How many clients are in this practitioner's care. */
  clients: number;
}

const COLUMNS = "practitioner_id,organization_id,slug,display_name,bio,credentials,photo,location,languages,time_zone,locale,published,accepting_clients,max_clients,archived_at";

export function useProfile(practitionerId: string) {
  const api = useApi();
  const { organization_id } = useOrganization();
  return useQuery({
    queryKey: ["profile", practitionerId],
    queryFn: async (): Promise<Profile> => {
      const mine = { practitioner_id: practitionerId, organization_id };
      const [practitioner, places, readiness, taxonomy, chosen, services, offered, [room]] = await Promise.all([
        ask<Practitioner>(api.from("practitioners").select(COLUMNS).match(mine).single()),
        ask<NonNullable<Profile["place"]>[]>(api.from("places").select("place_id,address,video_url").match(mine).is("service_id", null)),
        ask<NonNullable<Profile["readiness"]>[]>(api.from("practitioner_readiness").select("missing,advised,approve_practitioners").match(mine)),
        ask<Profile["taxonomy"]>(api.from("specialties").select("specialty_id,name").eq("organization_id", organization_id).order("name")),
        ask<{ specialty_id: string }[]>(api.from("practitioner_specialties").select("specialty_id").match(mine)),
        ask<Profile["services"]>(api.from("services").select("service_id,name").eq("organization_id", organization_id).eq("active", true).order("name")),
        ask<Profile["offered"]>(api.from("practitioner_services").select("service_id,active").match(mine)),
        ask<{ current_clients: number | null }[]>(api.from("practitioner_places").select("current_clients").match(mine)),
      ]);
      return {
        practitioner, taxonomy, services, offered, place: places[0] ?? null, readiness: readiness[0] ?? null,
        specialtyIds: chosen.map(({ specialty_id }) => specialty_id).sort(), clients: room?.current_clients ?? 0,
      };
    },
  });
}
