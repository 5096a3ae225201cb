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
}

export function useRoster() {
  const api = useApi();
  const { organization_id } = useOrganization();
  return useQuery({
    queryKey: ["roster", organization_id],
    queryFn: async () => {
      const [profiles, readiness] = await Promise.all([
        ask<Omit<Listed, "missing">[]>(
          api.from("practitioners").select("practitioner_id,slug,display_name,published,archived_at,member_id").eq("organization_id", organization_id).order("display_name"),
        ),
        ask<{ practitioner_id: string; missing: string[] }[]>(api.from("practitioner_readiness").select("practitioner_id,missing").eq("organization_id", organization_id)),
      ]);
      const missing = new Map(readiness.map((row) => [row.practitioner_id, row.missing]));
      return profiles.map((profile): Listed => ({ ...profile, missing: missing.get(profile.practitioner_id) ?? [] }));
    },
  });
}
