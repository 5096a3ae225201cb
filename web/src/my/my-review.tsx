/** On the page of an appointment that took place: what its client said of it, or the question. */
import { useState } from "react";
import { useVerb } from "../api/verb";
import { Button, ButtonLink } from "../components/button/button";
import { ConfirmDialog } from "../components/confirm-dialog/confirm-dialog";
import { Panel } from "../components/panel/panel";
import { Stars } from "../components/stars/stars";
import { toast } from "../components/toasts/toasts";
import { useWords } from "../i18n/speech";
import { words } from "./review-words";
import { useMyReview, useToReview, type MyReview } from "./reviews";

export function MyReviewPart({ bookingId }: { bookingId: string }) {
  const t = useWords(words);
  const review = useMyReview(bookingId);
  const open = useToReview().data?.find((booking) => booking.booking_id === bookingId);
  if (review.data) return <Said review={review.data} />;
  if (!open || review.data === undefined) return null;
  const href = `/my/bookings/${bookingId}/review`;
  if (!open.asked) return <p><ButtonLink href={href}>{t.write}</ButtonLink></p>;
  return (
    <Panel title={t.prompt}>
      <p>{t.promptText}</p>
      <p><ButtonLink href={href} look="primary">{t.write}</ButtonLink></p>
    </Panel>
  );
}

function Said({ review }: { review: MyReview }) {
  const t = useWords(words);
  const [isAsking, setAsking] = useState(false);
  const withdraw = useVerb("withdraw_review", {
    onDone: () => {
      setAsking(false);
      toast(t.withdrawnNow);
    },
  });
  if (review.withdrawn_at || review.rating === null) return <Panel title={t.yours}><p>{t.withdrawn}</p></Panel>;
  return (
    <Panel title={t.yours} actions={<Button look="danger-quiet" onPress={() => setAsking(true)}>{t.withdraw}</Button>}>
      <p><Stars rating={review.rating} /></p>
      {review.comment && <p className="review-text">{review.comment}</p>}
      {review.answer && <div className="review-answer"><p className="review-answer-by">{t.answer(review.practitioner_name ?? "")}</p><p className="review-text">{review.answer}</p></div>}
      <p className="policy">{review.hidden_at ? t.hidden : t.shown}</p>
      <ConfirmDialog
        title={t.withdrawTitle} text={t.withdrawText} confirm={t.withdrawIt} danger isOpen={isAsking} isPending={withdraw.isPending} error={withdraw.error}
        onConfirm={() => withdraw.mutate({ review_id: review.review_id })} onClose={() => { withdraw.reset(); setAsking(false); }}
      />
    </Panel>
  );
}
