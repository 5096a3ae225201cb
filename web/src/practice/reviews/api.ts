/** What a practice asks of the Data API about its reviews.  Pages begin after the last row's key, so that nothing is shown twice or missed. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { ask } from "../../api/connect";
import { useApi } from "../../app/connection";
import { useOrganization } from "../../app/organization";

const PAGE = 10;

export const FILTERS = ["all", "unanswered", "hidden"] as const;
export type Filter = (typeof FILTERS)[number];

export interface PracticeReview {
  review_id: string;
  booking_id: string;
  practitioner_id: string;
  practitioner_name: string | null;
  client_name: string | null;
  service_name: string | null;
  starts_at: string | null;
  rating: number | null;
  comment: string | null;
  recommend: number | null;
  answer: string | null;
  answered_at: string | null;
  hidden_at: string | null;
  hidden_reason: string | null;
  created_at: string;
}

const SHOWN =
  "review_id,booking_id,practitioner_id,practitioner_name,client_name,service_name,starts_at,rating,comment,recommend,answer,answered_at,hidden_at,hidden_reason,created_at";

/** Newest first; the withdrawn ones have nothing to show. */
export function useReviews(filter: Filter) {
  const api = useApi();
  const { organization_id, practitioner_id, may } = useOrganization();
  const own = may("reviews:manage") ? null : practitioner_id;
  return useInfiniteQuery({
    queryKey: ["practice", organization_id, "reviews", filter, own],
    initialPageParam: null as PracticeReview | null,
    queryFn: ({ pageParam: after }) => {
      let rows = api.from("reviews").select(SHOWN).eq("organization_id", organization_id).is("withdrawn_at", null);
      // A member may also be a client of the practice: what they wrote themselves is on their own pages.
      if (own) rows = rows.eq("practitioner_id", own);
      if (filter === "hidden") rows = rows.not("hidden_at", "is", null);
      if (filter === "unanswered") rows = rows.is("answer", null).is("hidden_at", null);
      if (after) rows = rows.or(`created_at.lt.${after.created_at},and(created_at.eq.${after.created_at},review_id.lt.${after.review_id})`);
      return ask<PracticeReview[]>(rows.order("created_at", { ascending: false }).order("review_id", { ascending: false }).limit(PAGE));
    },
    getNextPageParam: (page) => (page.length < PAGE ? null : page.at(-1) ?? null),
    placeholderData: (shown) => shown,
  });
}

export interface Rated {
  practitioner_id: string;
  display_name: string;
  rating_count: number;
  rating_average: number | null;
}

/** How the practitioners are rated: all for admins, oneself otherwise. */
export function useRated() {
  const api = useApi();
  const { organization_id, practitioner_id, may } = useOrganization();
  const own = may("reviews:manage") ? null : practitioner_id;
  return useQuery({
    queryKey: ["practice", organization_id, "rated", own],
    queryFn: () => {
      const rows = api.from("practitioners").select("practitioner_id,display_name,rating_count,rating_average").eq("organization_id", organization_id).gt("rating_count", 0);
      return ask<Rated[]>((own ? rows.eq("practitioner_id", own) : rows).order("display_name"));
    },
  });
}
