/** Lets those to a page whom the guard matrix lets. */
import { lazy, Suspense, type ReactNode } from "react";
import { Redirect, useLocation, useParams, useSearch } from "wouter";
import { Loading } from "../components/query-view/loading";
import { QueryView } from "../components/query-view/query-view";
import { useCalendarAccess } from "../calendars/api";
import { isPublic, needsCalendar, opensPage, type Guarded } from "../guard/guard";
import { Nowhere } from "./nowhere";
import { OrganizationProvider } from "./organization";
import { useMemberships, useSession, type Membership } from "./session";

const CalendarNeeded = lazy(async () => ({ default: (await import("../practice/calendars/needed")).CalendarNeeded }));

export function Guard({ guarded, children }: { guarded: Guarded; children: ReactNode }) {
  const { session, lapsed } = useSession();
  const [location] = useLocation();
  const search = useSearch();
  if (isPublic(guarded)) return children;
  if (session === undefined) return <Loading />;
  // After a lapse the page stays, so that nothing typed is lost; the shell asks for a new sign-in over it.
  if (session === null && !lapsed) return <Redirect to={`/sign-in?next=${encodeURIComponent(search ? `${location}?${search}` : location)}`} replace />;
  if (guarded.area === "my") return children;
  return <OfOrganization guarded={guarded}>{children}</OfOrganization>;
}

function OfOrganization({ guarded, children }: { guarded: Guarded; children: ReactNode }) {
  const memberships = useMemberships();
  const { organization = "" } = useParams();
  return (
    <QueryView query={memberships}>
      {(all) => {
        const membership = opensPage(guarded, organization, all);
        return membership ? (
          <OrganizationProvider membership={membership}>
            <WithCalendar guarded={guarded} membership={membership}>{children}</WithCalendar>
          </OrganizationProvider>
        ) : <Nowhere />;
      }}
    </QueryView>
  );
}

/** Where the practice requires a calendar, the pages of the daily work wait for one (SC-2.1). */
function WithCalendar({ guarded, membership, children }: { guarded: Guarded; membership: Membership; children: ReactNode }) {
  const isAsked = needsCalendar(guarded, membership);
  const access = useCalendarAccess(membership.organization_id, isAsked);
  // Where it cannot be known, the database still says no to what is not allowed.
  if (!isAsked || access.error || access.data?.is_open) return children;
  if (access.data === undefined) return <Loading />;
  return access.data === null ? children : <Suspense fallback={<Loading />}><CalendarNeeded again={access.data.status === "revoked"} /></Suspense>;
}
