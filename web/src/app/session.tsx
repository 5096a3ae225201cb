/** Who is signed in, and where they belong. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { Session } from "@supabase/supabase-js";
import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from "react";
import { ask } from "../api/connect";
import { useApi } from "./connection";

/** One of the caller's belongings: an organization and a role in it. */
export interface Membership {
  organization_id: string;
  organization_slug: string;
  organization_name: string;
  time_zone: string;
  locale: string;
  profile: "therapy" | "medical" | "coaching" | "peer";
  role: "client" | "practitioner" | "admin";
  permissions: string[];
  member_id: string | null;
  practitioner_id: string | null;
  practitioner_slug: string | null;
  client_id: string | null;
}

interface SessionState {
  /** `undefined` until the browser's store was read, `null` when nobody is signed in. */
  session: Session | null | undefined;
  /** Somebody was signed in, did not sign out, and is no longer: what they were doing stays on the page. */
  lapsed: boolean;
  signOut(): Promise<void>;
}

const SessionContext = createContext<SessionState | null>(null);

export function SessionProvider({ children }: { children: ReactNode }) {
  const api = useApi();
  const queries = useQueryClient();
  const [session, setSession] = useState<Session | null | undefined>(undefined);
  const [lapsed, setLapsed] = useState(false);

  useEffect(() => {
    let userId: string | undefined;
    const { data } = api.auth.onAuthStateChange((event, changed) => {
      if (event === "SIGNED_OUT") {
        // By choice the page is left; otherwise it stays, and asks for a new sign-in.
        setLapsed(userId !== undefined && !leaving.has(api));
      } else if (changed) {
        setLapsed(false);
        // Nothing of one account is shown to the next.
        if (userId && userId !== changed.user.id) queries.clear();
        userId = changed.user.id;
      }
      setSession(changed);
    });
    return () => data.subscription.unsubscribe();
  }, [api, queries]);

  const state = useMemo(() => ({
    session,
    lapsed,
    async signOut() {
      leaving.add(api);
      try {
        await api.auth.signOut({ scope: "local" });
      } finally {
        leaving.delete(api);
        queries.clear();
      }
    },
  }), [api, lapsed, queries, session]);
  return <SessionContext value={state}>{children}</SessionContext>;
}

/** Connections that are being signed out by choice. */
const leaving = new WeakSet<object>();

export function useSession(): SessionState {
  const state = useContext(SessionContext);
  if (!state) throw new Error("useSession needs a SessionProvider above it.");
  return state;
}

/** The organizations of whoever is signed in, by name; not asked for anybody else. */
export function useMemberships() {
  const api = useApi();
  const { session } = useSession();
  return useQuery({
    queryKey: ["memberships", session?.user.id],
    enabled: Boolean(session),
    staleTime: 60_000,
    queryFn: () => ask<Membership[]>(api.from("memberships").select("*").order("organization_name").order("role")),
  });
}
