/** What went wrong, in the visitor's words, with a way on. */
import { asFailure } from "../../api/failure";
import { useFailureSentence } from "../../i18n/failures";
import { useWords } from "../../i18n/speech";
import { defineWords } from "../../i18n/words";
import { Button } from "../button/button";
import { Notice } from "../notice/notice";

const words = defineWords({ retry: "Try again" }, { retry: "Réessayer" });

export function FailureNotice({ error, retry }: { error: unknown; retry?: () => void }) {
  const sentence = useFailureSentence();
  const t = useWords(words);
  return (
    <Notice tone="problem">
      <p>{sentence(asFailure(error))}</p>
      {retry && <p><Button onPress={retry}>{t.retry}</Button></p>}
    </Notice>
  );
}
