/** All the profiles of the practice, archived ones too, with what each lacks. */
import { useQuery } from "@tanstack/react-query";
import { ask } from "../../api/connect";
import { useApi } from "../../app/connection";
import { useOrganization } from "../../app/organization";

export interface Listed {
  practitioner_id: string;
  slug: string;
  display_name: string;
  published: boolean;
  archived_at: string | null;
  member_id: string | null;
  /** Empty of an archived profile. */
  missing: string[];
  /** Who is in their care, and how many may be; null of an archived profile, and of no limit. */
  clients: number | null;
  limit: number | null;
}

export function useRoster() {
  const api = useApi();
  const { organization_id } = useOrganization();
  return useQuery({
    queryKey: ["roster", organization_id],
    queryFn: async () => {
      const [profiles, readiness, places] = await Promise.all([
        ask<Omit<Listed, "missing" | "clients" | "limit">[]>(
          api.from("practitioners").select("practitioner_id,slug,display_name,published,archived_at,member_id").eq("organization_id", organization_id).order("display_name"),
        ),
        ask<{ practitioner_id: string; missing: string[] }[]>(api.from("practitioner_readiness").select("practitioner_id,missing").eq("organization_id", organization_id)),
        ask<{ practitioner_id: string; current_clients: number | null; max_clients: number | null }[]>(
          api.from("practitioner_places").select("practitioner_id,current_clients,max_clients").eq("organization_id", organization_id),
        ),
      ]);
      const missing = new Map(readiness.map((row) => [row.practitioner_id, row.missing]));
      const room = new Map(places.map((row) => [row.practitioner_id, row]));
      return profiles.map((profile): Listed => ({
        ...profile, missing: missing.get(profile.practitioner_id) ?? [],
        clients: room.get(profile.practitioner_id)?.current_clients ?? null, limit: room.get(profile.practitioner_id)?.max_clients ?? null,
      }));
    },
  });
}
