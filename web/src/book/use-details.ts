/** What the visitor types about themselves: kept in this tab, and for who is signed in begun with what is known. */
import { useQuery } from "@tanstack/react-query";
import { ask } from "../api/connect";
import { useApi } from "../app/connection";
import { useDraft } from "../app/draft";
import { useSession } from "../app/session";
import { EMPTY_DRAFT, type Draft } from "../components/details-form/draft";

interface KnownClient {
  organization_id: string;
  name: string;
  email: string;
  phone: string;
}

/** What was typed wins over what is known. */
export function useDetails(organizationId: string) {
  const known = useKnown(organizationId);
  const [typed, type, forget] = useDraft<Partial<Draft>>("details", {});
  const draft: Draft = { ...EMPTY_DRAFT, ...known, ...typed };
  return {
    draft,
    change: (next: Draft) => type(changes({ ...EMPTY_DRAFT, ...known }, next, typed)),
    /** After a booking: who books again is still the same, but has other things to say and agrees anew. */
    done: () => {
      type({ name: draft.name, email: draft.email, phone: draft.phone });
      forget();
    },
  };
}

function changes(before: Draft, next: Draft, typed: Partial<Draft>): Partial<Draft> {
  const answers = Object.keys(next) as (keyof Draft)[];
  return Object.fromEntries(answers.filter((answer) => answer in typed || next[answer] !== before[answer]).map((answer) => [answer, next[answer]]));
}

/** From the practice where they book if they were there before, else from another, else only the address, and the name of their settings. */
function useKnown(organizationId: string): Partial<Draft> {
  const api = useApi();
  const { session } = useSession();
  const user = session?.user;
  const { data } = useQuery({
    queryKey: ["own-details", user?.id],
    enabled: Boolean(user),
    queryFn: () => ask<KnownClient[]>(
      api.from("clients").select("organization_id,name,email,phone").eq("user_id", user?.id ?? "").order("created_at", { ascending: false }),
    ),
  });
  if (!user) return {};
  const client = data?.find(({ organization_id }) => organization_id === organizationId) ?? data?.[0];
  if (client) return { name: client.name, email: client.email, phone: client.phone };
  const { name } = user.user_metadata as { name?: string };
  return { email: user.email ?? "", ...(name && { name }) };
}
