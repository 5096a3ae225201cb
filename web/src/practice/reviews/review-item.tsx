/** One review as the practice sees it, and what can be done with it. */
import { useRef, useState } from "react";
import { useOrganization } from "../../app/organization";
import { Button } from "../../components/button/button";
import { Link } from "../../components/link/link";
import { keepFocus } from "../../components/modal/kept-focus";
import { Stars } from "../../components/stars/stars";
import { Tag } from "../../components/tag/tag";
import { useSpeech, useWords } from "../../i18n/speech";
import { formatDay } from "../../time/format";
import { AnswerForm } from "./answer-form";
import type { PracticeReview } from "./api";
import { Hiding } from "./hiding";
import { words } from "./words";

export function ReviewItem({ review }: { review: PracticeReview }) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const { may, path, practitioner_id, time_zone } = useOrganization();
  const [isAnswering, setAnswering] = useState(false);
  const row = useRef<HTMLLIElement>(null);
  // Buttons come and go with what is done; the row, where it stays, keeps the focus, else the heading has it.
  const stay = () => keepFocus(() => row.current?.querySelector<HTMLElement>(".actions button") ?? document.querySelector("h1"));
  const mayAnswer = review.practitioner_id === practitioner_id && may("profile:write");
  const name = review.client_name ?? t.somebody;
  return (
    <li ref={row} className="practice-review">
      <div className="practice-review-head">
        <p><Stars rating={review.rating ?? 0} /></p>
        {review.hidden_at && <Tag tone="over">{t.hidden}</Tag>}
        {!review.answer && !review.hidden_at && <Tag tone="waiting">{t.unanswered}</Tag>}
      </div>
      <p className="practice-review-about">
        <Link href={path(`/bookings/${review.booking_id}`)}>{name}</Link>
        {[review.service_name, review.starts_at && formatDay(review.starts_at, locale, time_zone), may("reviews:manage") ? review.practitioner_name && t.with(review.practitioner_name) : null]
          .filter(Boolean).map((part) => <span key={part}> · {part}</span>)}
      </p>
      {review.comment && <p className="review-text">{review.comment}</p>}
      {review.recommend !== null && <p className="policy">{t.recommend(review.recommend)}</p>}
      {review.hidden_reason && <p className="policy">{t.hiddenReason(review.hidden_reason)}</p>}
      {review.answer && !isAnswering && (
        <div className="review-answer"><p className="review-answer-by">{t.answerBy(review.practitioner_name ?? "")}</p><p className="review-text">{review.answer}</p></div>
      )}
      {isAnswering && <AnswerForm review={review} onClose={() => { setAnswering(false); stay(); }} />}
      <div className="actions">
        {mayAnswer && !isAnswering && <Button aria-label={t.forWhom(review.answer ? t.change : t.answer, name)} onPress={() => setAnswering(true)}>{review.answer ? t.change : t.answer}</Button>}
        {may("reviews:manage") && <Hiding review={review} name={name} onDone={stay} />}
      </div>
    </li>
  );
}
