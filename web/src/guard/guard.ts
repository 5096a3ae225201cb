/**
 * The guard matrix (TS-4): which page is for whom.
 *
 * matrix.json is the one place that says it: each page with its path, the roles and permissions that may open it, and the row-level security
 * policies that give it its data.  The router follows it, and `tests/contract/test_guard_matrix.py` holds it against the database.
 * It only spares people pages that would be empty for them: what anybody may read or do is decided by the database.
 */
import type { Membership } from "../app/session";
import matrix from "./matrix.json";

export type Role = "anon" | "client" | "practitioner" | "admin" | "super_admin";

export interface Guarded {
  /** Where its module is: `src/<page>.page.tsx`. */
  page: string;
  path: string;
  area: "public" | "my" | "practice";
  roles: Role[];
  permissions: string[];
  /** `table.policy` in schema `app`. */
  policies: string[];
  /** In which part of its area's navigation it stands; pages without are reached from others. */
  nav?: "main" | "admin";
}

export const PAGES = matrix as Guarded[];

/** The membership by which somebody may open a page of an organization, or null. */
export function opensPage(page: Guarded, organizationSlug: string, memberships: readonly Membership[]): Membership | null {
  return memberships.find((membership) => membership.organization_slug === organizationSlug && mayOpen(page, membership)) ?? null;
}

export function mayOpen(page: Guarded, membership: Membership): boolean {
  const may = page.permissions.every((permission) => membership.permissions.includes(permission));
  // Whom a practice's page is for, the practice decides: the roles are those that have the permissions by default.
  return may && (page.area === "practice" ? membership.role !== "client" : page.roles.includes(membership.role));
}

/**
 * Whether it opens only with a calendar connected, where the practice requires one of those who take bookings.
 * The own settings stay open, since it is connected there, and so does what admins do for the practice.
 */
export function needsCalendar(page: Guarded, membership: Membership): boolean {
  return membership.practitioner_id !== null && page.area === "practice" && !page.page.startsWith("admin/") && page.page !== "practice/settings";
}

/** Whether people without an account may open it. */
export function isPublic(page: Guarded): boolean {
  return page.roles.includes("anon");
}
