/** The practice's specialties, and who has which. */
import { useQuery } from "@tanstack/react-query";
import { ask } from "../../api/connect";
import { useApi } from "../../app/connection";
import { useOrganization } from "../../app/organization";

export interface Specialty {
  specialty_id: string;
  slug: string;
  name: string;
  practitioners: string[];
}

export function useTaxonomy() {
  const api = useApi();
  const { organization_id } = useOrganization();
  return useQuery({
    queryKey: ["taxonomy", organization_id],
    queryFn: async () => {
      const [specialties, links, practitioners] = await Promise.all([
        ask<Omit<Specialty, "practitioners">[]>(api.from("specialties").select("specialty_id,slug,name").eq("organization_id", organization_id).order("name")),
        ask<{ specialty_id: string; practitioner_id: string }[]>(api.from("practitioner_specialties").select("specialty_id,practitioner_id").eq("organization_id", organization_id)),
        ask<{ practitioner_id: string; display_name: string }[]>(api.from("practitioners").select("practitioner_id,display_name").eq("organization_id", organization_id).order("display_name")),
      ]);
      return specialties.map((specialty): Specialty => {
        const whose = new Set(links.filter(({ specialty_id }) => specialty_id === specialty.specialty_id).map(({ practitioner_id }) => practitioner_id));
        return { ...specialty, practitioners: practitioners.filter(({ practitioner_id }) => whose.has(practitioner_id)).map(({ display_name }) => display_name) };
      });
    },
  });
}
