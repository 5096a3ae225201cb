/** How an appointment was: stars, words if one likes, and whether one would recommend it (CP-9.1 to 9.3). */
import { useState } from "react";
import { Form } from "react-aria-components";
import type { Failure } from "../../api/failure";
import { useVerb, type Arguments } from "../../api/verb";
import { useDraft } from "../../app/draft";
import { useWords } from "../../i18n/speech";
import { Button } from "../button/button";
import { FailureNotice } from "../failure-notice/failure-notice";
import { TextInput } from "../fields/text-input";
import { Figures } from "./figures";
import { StarRadios } from "./star-radios";
import { words } from "./words";
import "./review-form.css";

interface ReviewFormProps {
  /** Under which name what is typed is kept. */
  draft: string;
  practitioner: string;
  organization: string;
  verb: "review_booking" | "review_by_token";
  /** Whose booking it is: {booking_id} or {token}. */
  identity: Arguments;
  onDone: () => void;
}

interface Draft {
  rating: number | null;
  comment: string;
  recommend: number | null;
}

export function ReviewForm({ draft: name, practitioner, organization, verb, identity, onDone }: ReviewFormProps) {
  const t = useWords(words);
  const [draft, setDraft, forget] = useDraft<Draft>(`review-${name}`, { rating: null, comment: "", recommend: null });
  const [isMissing, setMissing] = useState(false);
  const send = useVerb(verb, {
    onDone: () => {
      forget();
      onDone();
    },
  });
  const change = (part: Partial<Draft>) => setDraft({ ...draft, ...part });

  return (
    <Form
      className="review-form" aria-label={t.title}
      onSubmit={(event) => {
        event.preventDefault();
        if (draft.rating === null) {
          setMissing(true);
          event.currentTarget.querySelector<HTMLInputElement>("input[type=radio]")?.focus();
          return;
        }
        const comment = draft.comment.trim();
        send.mutate({ ...identity, rating: draft.rating, ...(comment && { comment }), ...(draft.recommend !== null && { recommend: draft.recommend }) });
      }}
    >
      <StarRadios value={draft.rating} onChange={(rating) => change({ rating })} error={isMissing && draft.rating === null ? t.missing : null} />
      <TextInput
        label={t.comment} description={t.commentHelp} value={draft.comment} onChange={(comment) => change({ comment })} multiline maxLength={2000}
      />
      <Figures label={t.recommend(organization)} value={draft.recommend} onChange={(recommend) => change({ recommend })} />
      <p className="policy">{t.publicity(practitioner, organization)}</p>
      {send.error && <FailureNotice error={send.error satisfies Failure} takesFocus />}
      <div className="actions"><Button type="submit" look="primary" isPending={send.isPending}>{send.isPending ? t.sending : t.send}</Button></div>
    </Form>
  );
}
