/** What went wrong, in the visitor's words, with a way on. */
import type { ReactNode } from "react";
import { asFailure } from "../../api/failure";
import { useFailureSentence } from "../../i18n/failures";
import { useWords } from "../../i18n/speech";
import { defineWords } from "../../i18n/words";
import { Button } from "../button/button";
import { Notice } from "../notice/notice";

const words = defineWords({ retry: "Try again" }, { retry: "Réessayer" });

interface FailureNoticeProps {
  error: unknown;
  retry?: (() => void) | undefined;
  takesFocus?: boolean;
  /** Other ways on. */
  children?: ReactNode;
}

export function FailureNotice({ error, retry, takesFocus = false, children }: FailureNoticeProps) {
  const sentence = useFailureSentence();
  const t = useWords(words);
  return (
    <Notice tone="problem" takesFocus={takesFocus && (error as object)}>
      <p className="notice-text">{sentence(asFailure(error))}</p>
      {retry && <p><Button onPress={retry}>{t.retry}</Button></p>}
      {children}
    </Notice>
  );
}
