/** What clients say of a practice: the practitioner answers, an admin hides what should not be there (CP-9.5, DR-6.1). */
import { useSearchParams } from "wouter";
import { useOrganization } from "../app/organization";
import { Button } from "../components/button/button";
import { EmptyState } from "../components/empty-state/empty-state";
import { FailureNotice } from "../components/failure-notice/failure-notice";
import { Choice } from "../components/fields/choice";
import { Page } from "../components/page/page";
import { Loading } from "../components/query-view/loading";
import { useWords } from "../i18n/speech";
import { FILTERS, useReviews, type Filter } from "./reviews/api";
import { Averages } from "./reviews/averages";
import { ReviewItem } from "./reviews/review-item";
import { words } from "./reviews/words";
import "./reviews/reviews.css";

export default function ReviewsPage() {
  const t = useWords(words);
  const [params, setParams] = useSearchParams();
  const filter: Filter = FILTERS.find((each) => each === params.get("show")) ?? "all";
  return (
    <Page title={t.title} lead={t.lead}>
      <Averages />
      <div className="practice-reviews-filter">
        <Choice label={t.show} value={filter} onChange={(id) => setParams(id === "all" ? {} : { show: id })} options={FILTERS.map((id) => ({ id, name: t.filters[id] }))} />
      </div>
      <List filter={filter} />
    </Page>
  );
}

function List({ filter }: { filter: Filter }) {
  const t = useWords(words);
  const { may } = useOrganization();
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = useReviews(filter);
  const reviews = data?.pages.flat();
  if (!reviews) return error ? <FailureNotice error={error} retry={() => void refetch()} /> : <Loading />;
  if (reviews.length === 0) {
    return filter === "all"
      ? <EmptyState title={t.empty} text={may("settings:write") ? t.emptyForAdmins : t.emptyText} />
      : <EmptyState title={t.none} text={t.noneText} />;
  }
  return (
    <section className="practice-reviews" aria-label={t.title}>
      <ul role="list" className="practice-reviews">{reviews.map((review) => <ReviewItem key={review.review_id} review={review} />)}</ul>
      {error && <FailureNotice error={error} retry={() => void fetchNextPage()} />}
      {hasNextPage && <p><Button onPress={() => void fetchNextPage()} isPending={isFetchingNextPage}>{t.more}</Button></p>}
    </section>
  );
}
