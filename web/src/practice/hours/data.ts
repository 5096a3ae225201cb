/** One practitioner's hours: the weekly ones, and what is planned beside them. */
import { useQuery } from "@tanstack/react-query";
import { ask } from "../../api/connect";
import { useApi } from "../../app/connection";
import { EXCEPTION, RULE, type Exception, type Rule } from "../schedule/data";

/** So many are shown. */
export const EXCEPTIONS = 200;

export interface Hours {
  rules: Rule[];
  /** Those that are not over; one more than are shown where there is more. */
  exceptions: Exception[];
}

export function useHours(practitionerId: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["practice", "hours", practitionerId],
    queryFn: async (): Promise<Hours> => {
      const whose = { practitioner_id: practitionerId };
      const [rules, exceptions] = await Promise.all([
        ask<Rule[]>(api.from("availability_rules").select(RULE).match(whose).order("weekday").order("starts_local")),
        ask<Exception[]>(
          api.from("availability_exceptions").select(EXCEPTION).match(whose).gt("ends_at", new Date().toISOString()).order("starts_at").limit(EXCEPTIONS + 1),
        ),
      ]);
      return { rules, exceptions };
    },
  });
}
