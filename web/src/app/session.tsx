/** Who is signed in, and where they belong. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { Session } from "@supabase/supabase-js";
import { createContext, Fragment, useContext, useEffect, useMemo, useState, type ReactNode } from "react";
import { ask, SESSION_KEY } from "../api/connect";
import { keeperOf } from "../api/keeper";
import { forgetCalls } from "../api/unanswered";
import { clearToasts } from "../components/toasts/toasts";
import { useApi } from "./connection";
import { forgetDrafts, ownDrafts } from "./draft";

/** One of the caller's belongings: an organization and a role in it. */
export interface Membership {
  organization_id: string;
  organization_slug: string;
  organization_name: string;
  time_zone: string;
  locale: string;
  profile: "therapy" | "medical" | "coaching" | "peer";
  /** super_admin: of the platform's support, while the practice lets it in. */
  role: "client" | "practitioner" | "admin" | "super_admin";
  permissions: string[];
  member_id: string | null;
  practitioner_id: string | null;
  practitioner_slug: string | null;
  client_id: string | null;
  /** Of a client: whether everything that the practice requires is answered. */
  onboarding_status: "pending" | "complete" | null;
}

interface SessionState {
  /** `undefined` until the browser's store was read, `null` when nobody is signed in. */
  session: Session | null | undefined;
  /** Somebody was signed in, did not sign out, and is no longer: what they were doing stays on the page. */
  lapsed: boolean;
  /** Whoever is signed in, or was until the lapse: what is on the page is theirs. */
  user: { id: string; email: string } | null;
  signOut(): Promise<void>;
}

interface Known {
  session: Session | null | undefined;
  lapsed: boolean;
  user: SessionState["user"];
  /** Counts the people one after another: nothing on the page of one is shown to the next. */
  person: number;
}

const SessionContext = createContext<SessionState | null>(null);
/** Tells all tabs that the session was ended by choice, which is no lapse. */
const LEFT = "bookfast.signed-out";

export function SessionProvider({ children }: { children: ReactNode }) {
  const api = useApi();
  const queries = useQueryClient();
  const [known, setKnown] = useState<Known>({ session: undefined, lapsed: false, user: null, person: 0 });

  useEffect(() => {
    let user: SessionState["user"] = null;
    let person = 0;
    let lapsed = false;
    const keeper = keeperOf(api);
    const forget = () => {
      user = null;
      person += 1;
      keeper.goOn(false);
      queries.clear();
      forgetDrafts();
      clearToasts();
      forgetCalls();
    };
    const { data } = api.auth.onAuthStateChange((_event, session) => {
      const wasLapsed = lapsed;
      lapsed = false;
      if (session) {
        localStorage.removeItem(LEFT);
        if (user && user.id !== session.user.id) {
          forget();
          leavePrivatePages("/my");
        }
        ownDrafts(session.user.id);
        user = { id: session.user.id, email: session.user.email ?? "" };
        keeper.goOn(true);
        // What was refused meanwhile is asked again.
        if (wasLapsed) void queries.invalidateQueries();
      } else if (user && localStorage.getItem(LEFT) === user.id) {
        forget();
        leavePrivatePages("/");
      } else if (user) {
        lapsed = true;
        keeper.wait();
      }
      setKnown({ session, lapsed, user, person });
    });
    // Ended by choice in another tab that could not reach the server: its client tells nobody.
    const left = (event: StorageEvent) => {
      if (event.key !== SESSION_KEY || event.newValue !== null || !user || localStorage.getItem(LEFT) !== user.id) return;
      lapsed = false;
      forget();
      leavePrivatePages("/");
      setKnown({ session: null, lapsed, user, person });
    };
    addEventListener("storage", left);
    return () => {
      data.subscription.unsubscribe();
      removeEventListener("storage", left);
    };
  }, [api, queries]);

  const { session, lapsed, user, person } = known;
  const state = useMemo<SessionState>(() => ({
    session,
    lapsed,
    user,
    async signOut() {
      if (user) localStorage.setItem(LEFT, user.id);
      const { error } = await api.auth.signOut({ scope: "local" });
      if (!error) return;
      // The server is out of reach: in this browser it ends all the same.
      localStorage.removeItem(SESSION_KEY);
      location.replace("/");
    },
  }), [api, lapsed, session, user]);
  return <SessionContext value={state}><Fragment key={person}>{children}</Fragment></SessionContext>;
}

/** What is at such an address was for the one who left. */
function leavePrivatePages(to: string): void {
  if (/^\/(my|at)(\/|$)/.test(location.pathname)) history.replaceState(null, "", to);
}

export function useSession(): SessionState {
  const state = useContext(SessionContext);
  if (!state) throw new Error("useSession needs a SessionProvider above it.");
  return state;
}

/** The organizations of whoever is signed in, by name; not asked for anybody else. */
export function useMemberships() {
  const api = useApi();
  const { session, user } = useSession();
  return useQuery({
    queryKey: ["memberships", user?.id],
    enabled: Boolean(session),
    staleTime: 60_000,
    queryFn: () => ask<Membership[]>(api.from("memberships").select("*").order("organization_name").order("role")),
  });
}
