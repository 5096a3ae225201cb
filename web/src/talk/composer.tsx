/** Where a message is written.  What is typed is kept for each conversation, and what got no answer is sent again under the same key: it is said once. */
import { useEffect, useEffectEvent, useState, type KeyboardEvent } from "react";
import { useDraft } from "../app/draft";
import { useAnnounce } from "../components/announcer/announcer";
import { Button } from "../components/button/button";
import { FailureNotice } from "../components/failure-notice/failure-notice";
import { TextInput } from "../components/fields/text-input";
import { Notice } from "../components/notice/notice";
import { useWords } from "../i18n/speech";
import { useSend } from "./api";
import { words } from "./words";

const LONGEST = 4000;

interface Draft {
  body: string;
  /** Under which it was sent before; another text is another message. */
  key: string | null;
}

const EMPTY: Draft = { body: "", key: null };

export function Composer({ conversationId }: { conversationId: string }) {
  const t = useWords(words);
  const announce = useAnnounce();
  const [draft, change, forget] = useDraft<Draft>(`talk.${conversationId}`, EMPTY);
  const [problem, setProblem] = useState<string | null>(null);
  const send = useSend(() => {
    change(EMPTY);
    forget();
    announce(t.sent);
  });
  const length = draft.body.trim().length;

  const submit = () => {
    if (send.isPending) return;
    const wrong = length === 0 ? t.empty : length > LONGEST ? t.tooLong(length - LONGEST) : null;
    setProblem(wrong);
    if (wrong) return;
    const key = draft.key ?? crypto.randomUUID();
    change({ body: draft.body, key });
    send.mutate({ conversation_id: conversationId, body: draft.body, idempotency_key: key });
  };
  const isOffline = send.error?.word === "offline";
  const sendAgain = useEffectEvent(submit);
  useEffect(() => {
    if (!isOffline) return;
    const again = () => sendAgain();
    addEventListener("online", again);
    return () => removeEventListener("online", again);
  }, [isOffline]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    submit();
  };
  return (
    <form className="talk-composer" onSubmit={(event) => { event.preventDefault(); submit(); }}>
      <TextInput
        label={t.write} description={t.writeHelp} multiline value={draft.body} onKeyDown={onKeyDown} error={problem} isReadOnly={send.isPending}
        onChange={(body) => { setProblem(null); change({ body, key: body === draft.body ? draft.key : null }); }}
      />
      {length > LONGEST - 500 && length <= LONGEST && <p className="aside">{t.left(LONGEST - length)}</p>}
      {isOffline ? <Notice tone="warning"><p>{t.offline}</p></Notice> : send.error && <FailureNotice error={send.error} />}
      <div className="actions"><Button type="submit" look="primary" isPending={send.isPending}>{t.send}</Button></div>
    </form>
  );
}
