/** What anybody may ask about practices and the people in them. */
import { ask, type Connection } from "../api/connect";
import type { Practitioner } from "../api/contract";

/** How many people one page of the directory shows. */
export const PAGE_SIZE = 12;

/** The averages that can be asked for. */
export const RATINGS = [3, 4, 4.5] as const;

export interface Wish {
  query: string;
  location: string;
  onDate: string | null;
  specialty: string;
  /** An average of reviews, at least; null: those without any, too. */
  minRating: (typeof RATINGS)[number] | null;
  /** Null: by relevance where words are looked for, else by who is free soonest. */
  sort: "soonest" | "relevance" | null;
  organization: string | null;
}

export interface NextSlot {
  starts_at: string;
  ends_at: string;
  service_id: string;
  service_name: string;
}

export interface Found {
  practitioner_id: string;
  organization_slug: string;
  organization_name: string;
  slug: string;
  display_name: string;
  bio: string | null;
  location: string | null;
  languages: string[];
  specialties: string[];
  time_zone: string;
  accepting_clients: boolean;
  price_from_cents: number | null;
  currency: string | null;
  next_slots: NextSlot[];
  rating_count: number;
  /** Null before the first review. */
  rating_average: number | null;
  /** What the next page comes after. */
  cursor: string;
}

export function search(api: Connection, wish: Wish, after: string | null): Promise<Found[]> {
  return ask<Found[]>(api.rpc("search_practitioners", {
    limit_count: PAGE_SIZE,
    ...(wish.query && { query: wish.query }),
    ...(wish.location && { location: wish.location }),
    ...(wish.onDate && { on_date: wish.onDate }),
    ...(wish.specialty && { specialty: wish.specialty }),
    ...(wish.minRating && { min_rating: wish.minRating }),
    ...(wish.sort && { sort: wish.sort }),
    ...(wish.organization && { organization_slug: wish.organization }),
    ...(after && { after }),
  }));
}

export interface PublicOrganization {
  organization_id: string;
  slug: string;
  name: string;
  time_zone: string;
  takes_join_requests: boolean;
}

export async function organizationBySlug(api: Connection, slug: string): Promise<PublicOrganization | null> {
  const [organization] = await ask<PublicOrganization[]>(api.from("organizations").select("organization_id,slug,name,time_zone,takes_join_requests").eq("slug", slug));
  return organization ?? null;
}

export interface Specialty {
  slug: string;
  name: string;
}

export function specialtiesOf(api: Connection, organizationId: string): Promise<Specialty[]> {
  return ask<Specialty[]>(api.from("specialties").select("slug,name").eq("organization_id", organizationId).order("name"));
}

/** The photos of these people, by their ids. */
export async function photosOf(api: Connection, practitionerIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await ask<{ practitioner_id: string; photo: string }[]>(
    api.from("practitioners").select("practitioner_id,photo").in("practitioner_id", practitionerIds).not("photo", "is", null),
  );
  return new Map(rows.map(({ practitioner_id, photo }) => [practitioner_id, photo]));
}

export interface Profile extends Practitioner {
  takes_new_clients: boolean;
  credentials: string;
  photo: string | null;
  location: string | null;
  languages: string[];
  rating_count: number;
  rating_average: number | null;
}

/** A published practitioner by the slugs of the address. */
export async function profileBySlug(api: Connection, organization: string, slug: string): Promise<Profile | null> {
  const [profile] = await ask<Profile[]>(
    api.from("practitioners")
      .select("practitioner_id,organization_id,organization_slug,organization_name,slug,display_name,bio,credentials,photo,location,languages,time_zone,specialties,accepting_clients,rating_count,rating_average")
      .eq("organization_slug", organization).eq("slug", slug).eq("published", true).eq("active", true),
  );
  if (!profile) return null;
  const [places] = await ask<Pick<Profile, "takes_new_clients">[]>(api.from("practitioner_places").select("takes_new_clients").eq("practitioner_id", profile.practitioner_id));
  return { ...profile, takes_new_clients: places?.takes_new_clients ?? profile.accepting_clients };
}

/** How many reviews are shown at first, and with each “more”. */
export const REVIEWS_AT_ONCE = 5;

export interface PublicReview {
  review_id: string;
  rating: number;
  comment: string | null;
  /** The first day of the month in which it was written. */
  month: string;
  answer: string | null;
}

/** What is said of a practitioner, newest first; the next page comes after the last review seen. */
export function reviewsOf(api: Connection, practitionerId: string, after: string | null): Promise<PublicReview[]> {
  return ask<PublicReview[]>(api.rpc("practitioner_reviews", { practitioner_id: practitionerId, limit_count: REVIEWS_AT_ONCE, ...(after && { after }) }));
}
