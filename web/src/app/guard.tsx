/** Lets those to a page whom the guard matrix lets. */
import type { ReactNode } from "react";
import { Redirect, useLocation, useParams, useSearch } from "wouter";
import { Loading } from "../components/query-view/loading";
import { QueryView } from "../components/query-view/query-view";
import { isPublic, opensPage, type Guarded } from "../guard/guard";
import { Nowhere } from "./nowhere";
import { OrganizationProvider } from "./organization";
import { useMemberships, useSession } from "./session";

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
        return membership ? <OrganizationProvider membership={membership}>{children}</OrganizationProvider> : <Nowhere />;
      }}
    </QueryView>
  );
}
