/** What the link in a mail says about the review of its booking. */
import { useQuery } from "@tanstack/react-query";
import { ask } from "../api/connect";
import type { BookingStatus } from "../api/contract";
import { useApi } from "../app/connection";

export interface Reviewable {
  reference: string;
  status: BookingStatus;
  starts_at: string;
  time_zone: string;
  organization: { name: string; slug: string };
  practitioner: { display_name: string; slug: string };
  service: { name: string };
  /** It can be reviewed, and the practice asks its clients. */
  asked: boolean;
  can_review: boolean;
  reviewed_at: string | null;
}

export function useReviewable(token: string, enabled = true) {
  const api = useApi();
  return useQuery({ queryKey: ["review-of-token", token], enabled, queryFn: () => ask<Reviewable>(api.rpc("review_of_token", { token })) });
}
