/** The organization at whose pages a member is, and what the member may do there. */
import { createContext, useContext, type ReactNode } from "react";
import type { Membership } from "./session";

const OrganizationContext = createContext<Membership | null>(null);

export function OrganizationProvider({ membership, children }: { membership: Membership; children: ReactNode }) {
  return <OrganizationContext value={membership}>{children}</OrganizationContext>;
}

/** The member's own membership; only on pages below /at/:organization. */
export function useOrganization(): Membership & { may(permission: string): boolean; path(rest: string): string } {
  const membership = useContext(OrganizationContext);
  if (!membership) throw new Error("useOrganization needs a page below /at/:organization.");
  return {
    ...membership,
    may: (permission) => membership.permissions.includes(permission),
    path: (rest) => `/at/${membership.organization_slug}${rest}`,
  };
}
