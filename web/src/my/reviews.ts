/** What people ask of the Data API about the reviews that they wrote, or may write. */
import { useQuery } from "@tanstack/react-query";
import { ask } from "../api/connect";
import { useApi } from "../app/connection";
import { useSession } from "../app/session";

export interface BookingToReview {
  booking_id: string;
  organization_id: string;
  organization_name: string;
  practitioner_name: string;
  service_name: string;
  starts_at: string;
  /** Whether the practice asks its clients. */
  asked: boolean;
}

/** The appointments of the last weeks of which nothing was said yet. */
export function useToReview() {
  const api = useApi();
  const { user } = useSession();
  return useQuery({ queryKey: ["my", "to-review", user?.id], queryFn: () => ask<BookingToReview[]>(api.rpc("bookings_to_review")) });
}

export interface MyReview {
  review_id: string;
  rating: number | null;
  comment: string | null;
  answer: string | null;
  practitioner_name: string | null;
  hidden_at: string | null;
  withdrawn_at: string | null;
  created_at: string;
}

/** What somebody said of one appointment, or null. */
export function useMyReview(bookingId: string) {
  const api = useApi();
  const { user } = useSession();
  return useQuery({
    queryKey: ["my", "review", user?.id, bookingId],
    queryFn: async () => {
      const [review] = await ask<MyReview[]>(
        api.from("reviews").select("review_id,rating,comment,answer,practitioner_name,hidden_at,withdrawn_at,created_at").eq("booking_id", bookingId),
      );
      return review ?? null;
    },
  });
}
