/** Writing a note, saying who will read it, and signing it. */
import { useState } from "react";
import { useVerb } from "../../api/verb";
import { useSpeech, useWords } from "../../i18n/speech";
import { formatTime } from "../../time/format";
import { Button } from "../button/button";
import { ConfirmDialog } from "../confirm-dialog/confirm-dialog";
import { FailureNotice } from "../failure-notice/failure-notice";
import { Radios } from "../fields/radios";
import { TextInput } from "../fields/text-input";
import { Notice } from "../notice/notice";
import { toast } from "../toasts/toasts";
import type { Visibility } from "./notes";
import { OtherVersion } from "./other-version";
import { useWriting, type Start } from "./use-writing";
import { words } from "./words";

export interface People {
  client: string;
  practitioner: string;
}

interface NoteEditorProps {
  start: Start;
  people: People;
  zone: string;
  isClient: boolean;
  /** The kinds of notes that the writer may choose from. */
  kinds: readonly Visibility[];
  onClose: () => void;
  /** The draft is no more; what was typed becomes another note. */
  onAnew: (content: string, visibility: Visibility) => void;
  onSigned: (note: { note_id: string; version: number }, content: string) => void;
}

export function NoteEditor({ start, people, zone, isClient, kinds, onClose, onAnew, onSigned }: NoteEditorProps) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const writing = useWriting(start, t.lost);
  const [asking, setAsking] = useState<"sign" | "discard" | null>(null);
  const { client, practitioner } = people;

  const sign = useVerb<{ note_id: string; version: number }>("sign_note", {
    onDone: (note) => {
      toast(isClient ? t.sharedDone : t.signed);
      onSigned(note, writing.content);
    },
  });
  const discard = useVerb("discard_draft", {
    onDone: () => {
      writing.drop();
      toast(t.discarded);
      onClose();
    },
  });
  const askToSign = async () => {
    if (await writing.save()) setAsking("sign");
  };
  const close = async () => {
    if (!writing.content.trim() || (await writing.save())) onClose();
  };
  const throwAway = () => {
    if (writing.version > 0) return discard.mutate({ note_id: writing.noteId });
    writing.drop();
    onClose();
  };
  const anew = () => {
    writing.drop();
    onAnew(writing.content, writing.visibility);
  };
  const isGone = writing.error?.word === "illegal_transition" || writing.error?.word === "not_found";
  const readers = isClient ? t.readersMine(practitioner) : t.readers[writing.visibility](client, practitioner);
  const state = writing.isSaving ? t.saving
    : writing.isDirty ? t.unsaved
      : writing.savedAt ? t.savedAt(formatTime(writing.savedAt, locale, zone))
        : writing.content.trim() ? "" : t.empty;

  return (
    <div className="note-editor">
      {!start.addendum_to && kinds.length > 1 ? (
        <Radios
          label={t.who} value={writing.visibility} onChange={(visibility) => writing.write({ visibility })}
          options={[
            { id: "private", name: t.private(practitioner), detail: t.privateDetail(client) },
            { id: "shared", name: t.shared(client, practitioner), detail: t.sharedDetail },
          ]}
        />
      ) : <p>{readers}</p>}
      <TextInput label={start.addendum_to ? t.addendum : t.note} multiline maxLength={20_000} autoFocus value={writing.content} onChange={(content) => writing.write({ content })} />
      <p className="note-state" role="status">{state}</p>
      {isGone && <Notice tone="problem"><p className="notice-text">{t.gone}</p><p><Button onPress={anew}>{t.anew}</Button></p></Notice>}
      {writing.error && !isGone && <FailureNotice error={writing.error} retry={() => void writing.save()} />}
      {writing.other !== null && <OtherVersion content={writing.other} choose={writing.choose} />}
      <div className="actions">
        <Button look="primary" onPress={() => void askToSign()} isDisabled={!writing.content.trim() || writing.other !== null}>{isClient ? t.share : t.sign}</Button>
        <Button onPress={() => void close()} isDisabled={writing.other !== null}>{t.close}</Button>
        <Button look="danger-quiet" onPress={() => { discard.reset(); setAsking("discard"); }}>{t.discard}</Button>
      </div>
      <ConfirmDialog
        title={isClient ? t.shareTitle : t.signTitle} text={<>{readers} {isClient ? t.shareText : t.signText}</>} confirm={isClient ? t.shareIt : t.signIt}
        isOpen={asking === "sign"} isPending={sign.isPending} error={sign.error}
        onConfirm={() => sign.mutate({ note_id: writing.noteId, expected_version: writing.version })} onClose={() => setAsking(null)}
      />
      <ConfirmDialog
        title={t.discardTitle} text={t.discardText} confirm={t.discard} danger isOpen={asking === "discard"} isPending={discard.isPending} error={discard.error}
        onConfirm={throwAway} onClose={() => setAsking(null)}
      />
    </div>
  );
}
