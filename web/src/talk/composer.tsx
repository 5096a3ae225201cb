/** Where a message is written.  What is typed is kept for each conversation, and what got no answer is sent again under the same key: it is said once. */
import { useEffect, useEffectEvent, useRef, useState, type KeyboardEvent } from "react";
import { useStorage } from "../api/storage";
import { useApi } from "../app/connection";
import { useDraft } from "../app/draft";
import { useAnnounce } from "../components/announcer/announcer";
import { Button } from "../components/button/button";
import { FailureNotice } from "../components/failure-notice/failure-notice";
import { TextInput } from "../components/fields/text-input";
import { Notice } from "../components/notice/notice";
import { useWords } from "../i18n/speech";
import { useSend, type Conversation } from "./api";
import { Attach } from "./attach";
import { uploadAll, type Chosen } from "./files";
import { words } from "./words";

const LONGEST = 4000;

interface Draft {
  body: string;
  /** Under which it was sent before; another text is another message. */
  key: string | null;
}

const EMPTY: Draft = { body: "", key: null };

export function Composer({ conversation }: { conversation: Conversation }) {
  const { conversation_id: conversationId, organization_id: organizationId, participant_id: participantId } = conversation;
  const t = useWords(words);
  const announce = useAnnounce();
  const [draft, change, forget] = useDraft<Draft>(`talk.${conversationId}`, EMPTY);
  const api = useApi();
  const storage = useStorage();
  // Chosen files are kept while the page is open: a browser gives nobody a file again.
  const [files, setFiles] = useState<Chosen[]>([]);
  const [share, setShare] = useState(0);
  const [sent, setSent] = useState(0);
  const uploaded = useRef(new Set<string>());
  // Of a message with files; not in the draft, which a page that is loaded anew has without them.
  const keyWithFiles = useRef<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const send = useSend(() => {
    change(EMPTY);
    forget();
    setFiles([]);
    keyWithFiles.current = null;
    // With the message goes what was said of files that could not be added to it.
    setSent(sent + 1);
    announce(t.sent);
  });
  const length = draft.body.trim().length;

  const submit = () => {
    if (send.isPending) return;
    const wrong = length === 0 && files.length === 0 ? t.empty : length > LONGEST ? t.tooLong(length - LONGEST) : null;
    setProblem(wrong);
    if (wrong) return;
    const key = (files.length > 0 ? keyWithFiles.current : draft.key) ?? crypto.randomUUID();
    if (files.length > 0) keyWithFiles.current = key;
    else change({ body: draft.body, key });
    setShare(0);
    const folder = { organizationId, conversationId, participantId: participantId ?? "" };
    const attach = storage && files.length > 0 ? () => uploadAll(api, storage, folder, files, uploaded.current, setShare) : undefined;
    send.mutate({ conversation_id: conversationId, body: draft.body, attach, idempotency_key: key });
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
        label={t.write} description={storage ? t.writeHelpWithFiles : t.writeHelp} multiline value={draft.body} onKeyDown={onKeyDown} error={problem} isReadOnly={send.isPending}
        onChange={(body) => { setProblem(null); if (body !== draft.body) keyWithFiles.current = null; change({ body, key: body === draft.body ? draft.key : null }); }}
      />
      {length > LONGEST - 500 && length <= LONGEST && <p className="aside">{t.left(LONGEST - length)}</p>}
      {storage && <Attach key={sent} files={files} isPending={send.isPending} onChange={(chosen) => { setProblem(null); setFiles(chosen); keyWithFiles.current = null; change({ body: draft.body, key: null }); }} />}
      {send.isPending && files.length > 0 && <p className="talk-progress"><progress aria-label={t.uploading} value={share} max={1} /> {t.uploadedShare(Math.round(share * 100))}</p>}
      {isOffline ? <Notice tone="warning"><p>{t.offline}</p></Notice> : send.error && <FailureNotice error={send.error} />}
      <div className="actions"><Button type="submit" look="primary" isPending={send.isPending}>{t.send}</Button></div>
    </form>
  );
}
