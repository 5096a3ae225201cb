/** What is looked for, as it stands in the address, so that a link or the way back leads to the same people. */
import { isDate } from "../time/zoned";
import { RATINGS, type Wish } from "./api";

export function readWish(search: string, organization: string | null): Wish {
  const asked = new URLSearchParams(search);
  const sort = asked.get("sort");
  return {
    query: asked.get("q") ?? "",
    location: asked.get("place") ?? "",
    onDate: isDate(asked.get("on")) ? asked.get("on") : null,
    specialty: asked.get("specialty") ?? "",
    minRating: RATINGS.find((rating) => String(rating) === asked.get("rating")) ?? null,
    sort: sort === "soonest" || sort === "relevance" ? sort : null,
    organization,
  };
}

/** The query of the address, with its question mark; empty when nothing in particular is looked for. */
export function writeWish(wish: Wish): string {
  const asked = new URLSearchParams();
  if (wish.query.trim()) asked.set("q", wish.query.trim());
  if (wish.location.trim()) asked.set("place", wish.location.trim());
  if (wish.onDate) asked.set("on", wish.onDate);
  if (wish.specialty) asked.set("specialty", wish.specialty);
  if (wish.minRating) asked.set("rating", String(wish.minRating));
  if (wish.sort) asked.set("sort", wish.sort);
  const query = asked.toString();
  return query ? `?${query}` : "";
}

export function practitionerHref(person: { organization_slug: string; slug: string }): string {
  return `/with/${person.organization_slug}/${person.slug}`;
}

/** The booking page of a service, at a free time when one was chosen. */
export function bookingHref(person: { organization_slug: string; slug: string }, serviceId: string, at?: string): string {
  return `${practitionerHref(person)}/${serviceId}${at ? `?at=${encodeURIComponent(at)}` : ""}`;
}
