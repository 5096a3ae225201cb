/** The practitioner's answer, which everybody can read. */
import { Form } from "react-aria-components";
import { useVerb } from "../../api/verb";
import { useDraft } from "../../app/draft";
import { Button } from "../../components/button/button";
import { FailureNotice } from "../../components/failure-notice/failure-notice";
import { TextInput } from "../../components/fields/text-input";
import { toast } from "../../components/toasts/toasts";
import { useWords } from "../../i18n/speech";
import type { PracticeReview } from "./api";
import { words } from "./words";

export function AnswerForm({ review, onClose }: { review: PracticeReview; onClose: () => void }) {
  const t = useWords(words);
  const [text, setText, forget] = useDraft(`answer-${review.review_id}`, review.answer ?? "");
  const send = useVerb("answer_review", {
    onDone: () => {
      forget();
      toast(text.trim() ? t.answered : t.removed);
      onClose();
    },
  });
  return (
    <Form
      className="answer-form"
      onSubmit={(event) => {
        event.preventDefault();
        send.mutate({ review_id: review.review_id, answer: text.trim() });
      }}
    >
      <TextInput autoFocus label={t.yourAnswer} description={review.answer ? t.answerHelpChange : t.answerHelp} value={text} onChange={setText} multiline maxLength={2000} />
      {send.error && <FailureNotice error={send.error} />}
      <div className="actions">
        <Button type="submit" look="primary" isPending={send.isPending} isDisabled={!text.trim() && !review.answer}>{t.publish}</Button>
        <Button onPress={() => { forget(); onClose(); }}>{t.leave}</Button>
      </div>
    </Form>
  );
}
