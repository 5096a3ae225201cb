/** An admin takes a review off the profile, for a reason, or puts it back. */
import { useState } from "react";
import { useVerb } from "../../api/verb";
import { useDraft } from "../../app/draft";
import { Button } from "../../components/button/button";
import { ConfirmDialog } from "../../components/confirm-dialog/confirm-dialog";
import { TextInput } from "../../components/fields/text-input";
import { toast } from "../../components/toasts/toasts";
import { useFailureSentence } from "../../i18n/failures";
import { useWords } from "../../i18n/speech";
import type { PracticeReview } from "./api";
import { words } from "./words";

export function Hiding({ review, name, onDone }: { review: PracticeReview; name: string; onDone: () => void }) {
  const t = useWords(words);
  const sentence = useFailureSentence();
  const [isAsking, setAsking] = useState(false);
  const [isMissing, setMissing] = useState(false);
  const [reason, setReason, forget] = useDraft(`hide-${review.review_id}`, "");
  const show = useVerb("show_review", { onDone: () => { toast(t.shownNow); onDone(); } });
  const hide = useVerb("hide_review", {
    onDone: () => {
      forget();
      setReason("");
      setAsking(false);
      toast(t.hiddenNow);
      onDone();
    },
  });
  if (review.hidden_at) {
    return (
      <Button
        aria-label={t.forWhom(t.showAgain, name)} isPending={show.isPending}
        onPress={() => show.mutate({ review_id: review.review_id }, { onError: (error) => toast(sentence(error)) })}
      >{t.showAgain}</Button>
    );
  }
  return (
    <>
      <Button look="danger-quiet" aria-label={t.forWhom(t.hide, name)} onPress={() => setAsking(true)}>{t.hide}</Button>
      <ConfirmDialog
        title={t.hideTitle} text={t.hideText} confirm={t.hideIt} danger isOpen={isAsking} isPending={hide.isPending} error={hide.error}
        onConfirm={() => (reason.trim() ? hide.mutate({ review_id: review.review_id, reason: reason.trim() }) : setMissing(true))}
        onClose={() => { hide.reset(); setAsking(false); }}
      >
        <TextInput label={t.reason} description={t.reasonHelp} value={reason} onChange={setReason} multiline maxLength={500} error={isMissing && !reason.trim() ? t.reasonMissing : null} />
      </ConfirmDialog>
    </>
  );
}
