/** Where somebody goes after signing in. */
import type { Membership } from "../app/session";

const REMEMBERED = "bookfast.next";
/** As long as the links in Auth's mails work. */
const HOUR_MS = 3_600_000;

/** *next* as a path of this app, or null: whoever makes a link to /sign-in must not lead people elsewhere by it. */
export function ownPath(next: string | null): string | null {
  if (!next?.startsWith("/")) return null;
  let url: URL;
  try {
    url = new URL(next, location.origin);
  } catch {
    return null;
  }
  if (url.origin !== location.origin || url.pathname.startsWith("//")) return null;
  if (/^\/(sign-in|sign-up|reset|confirm)$/.test(url.pathname)) return null;
  return url.pathname + url.search + url.hash;
}

/** For whoever comes back by a link in a mail, which opens another tab. */
export function rememberNext(path: string | null): void {
  if (path) localStorage.setItem(REMEMBERED, JSON.stringify({ path, at: Date.now() }));
  else localStorage.removeItem(REMEMBERED);
}

export function recallNext(): string | null {
  const stored = localStorage.getItem(REMEMBERED);
  if (!stored) return null;
  const { path, at } = JSON.parse(stored) as { path: string; at: number };
  return Date.now() - at < HOUR_MS ? ownPath(path) : null;
}

/** Those who work somewhere go to their practice, others to their bookings. */
export function homeOf(memberships: readonly Membership[]): string {
  const team = memberships.find(({ role }) => role !== "client");
  return team ? `/at/${team.organization_slug}` : "/my";
}
