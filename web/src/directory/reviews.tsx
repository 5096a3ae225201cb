/** What clients said of a practitioner, newest first (DR-2.1, CP-9.5). */
import { useInfiniteQuery } from "@tanstack/react-query";
import { useApi } from "../app/connection";
import { Button } from "../components/button/button";
import { FailureNotice } from "../components/failure-notice/failure-notice";
import { Loading } from "../components/query-view/loading";
import { Stars } from "../components/stars/stars";
import { useSpeech, useWords } from "../i18n/speech";
import { REVIEWS_AT_ONCE, reviewsOf, type Profile, type PublicReview } from "./api";
import { words } from "./words";

export function Reviews({ profile }: { profile: Profile }) {
  const api = useApi();
  const t = useWords(words).profile;
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ["reviews-of", profile.practitioner_id],
    queryFn: ({ pageParam }) => reviewsOf(api, profile.practitioner_id, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => (page.length === REVIEWS_AT_ONCE ? page.at(-1)?.review_id : undefined),
  });
  const reviews = data?.pages.flat();
  return (
    <section id="reviews" tabIndex={-1} className="reviews" aria-labelledby="reviews-title">
      <h2 id="reviews-title">{t.reviews}</h2>
      <p className="policy">{t.reviewsHelp}</p>
      {!reviews && !error && <Loading />}
      {reviews && <ul role="list" className="reviews-list">{reviews.map((review) => <Review key={review.review_id} review={review} practitioner={profile.display_name} />)}</ul>}
      {error && <FailureNotice error={error} retry={() => void (reviews ? fetchNextPage() : refetch())} />}
      {hasNextPage && <p><Button onPress={() => void fetchNextPage()} isPending={isFetchingNextPage}>{t.moreReviews}</Button></p>}
    </section>
  );
}

function Review({ review, practitioner }: { review: PublicReview; practitioner: string }) {
  const t = useWords(words).profile;
  const { locale } = useSpeech();
  const month = new Intl.DateTimeFormat(locale, { month: "long", year: "numeric", timeZone: "UTC" }).format(new Date(review.month));
  return (
    <li className="review">
      <p><Stars rating={review.rating} /> <span className="review-when">{t.written(month)}</span></p>
      {review.comment && <p className="review-text">{review.comment}</p>}
      {review.answer && (
        <div className="review-answer">
          <p className="review-answer-by">{t.answer(practitioner)}</p>
          <p className="review-text">{review.answer}</p>
        </div>
      )}
    </li>
  );
}
