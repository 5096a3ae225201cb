/** Who works in the practice and what they offer: the small lists that forms and filters need. */
import { useQuery } from "@tanstack/react-query";
import { ask } from "../../api/connect";
import { useApi } from "../../app/connection";
import { useOrganization } from "../../app/organization";

export interface TeamMember {
  practitioner_id: string;
  display_name: string;
  time_zone: string;
  active: boolean;
}

export interface TeamService {
  service_id: string;
  name: string;
  duration_minutes: number;
  capacity: number;
  location_kind: string;
  active: boolean;
}

interface Offer {
  practitioner_id: string;
  service_id: string;
  active: boolean;
}

export interface Team {
  practitioners: TeamMember[];
  services: TeamService[];
  offers: Offer[];
}

/** Everybody and everything, the archived included, since old bookings name them. */
export function useTeam() {
  const api = useApi();
  const { organization_id } = useOrganization();
  return useQuery({
    queryKey: ["practice", organization_id, "team"],
    staleTime: 60_000,
    queryFn: async (): Promise<Team> => {
      const within = { organization_id };
      const [practitioners, services, offers] = await Promise.all([
        ask<TeamMember[]>(api.from("practitioners").select("practitioner_id, display_name, time_zone, active").match(within).order("display_name")),
        ask<TeamService[]>(api.from("services").select("service_id, name, duration_minutes, capacity, location_kind, active").match(within).order("name")),
        ask<Offer[]>(api.from("practitioner_services").select("practitioner_id, service_id, active").match(within)),
      ]);
      return { practitioners, services, offers };
    },
  });
}

/** The zone in which a member's pages speak: the own profile's, or else the practice's. */
export function zoneOf(team: Team, membership: { practitioner_id: string | null; time_zone: string }): string {
  return team.practitioners.find(({ practitioner_id }) => practitioner_id === membership.practitioner_id)?.time_zone ?? membership.time_zone;
}

/** What a practitioner offers at present. */
export function servicesOf(team: Team, practitionerId: string): TeamService[] {
  return team.services.filter(({ service_id, active }) =>
    active && team.offers.some((offer) => offer.active && offer.service_id === service_id && offer.practitioner_id === practitionerId));
}
