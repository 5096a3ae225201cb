/** Begins a round: who practises, and what the case is. */
import { useState } from "react";
import { useVerb } from "../api/verb";
import { useDraft } from "../app/draft";
import { EditForm } from "../components/edit-form/edit-form";
import { Radios } from "../components/fields/radios";
import { TextInput } from "../components/fields/text-input";
import { Notice } from "../components/notice/notice";
import { toast } from "../components/toasts/toasts";
import { useSpeech, useWords } from "../i18n/speech";
import type { Party, Room } from "./api";
import { words } from "./room-words";

const LONGEST = 10_000;

export function StartRound({ room, number }: { room: Room; number: number }) {
  const t = useWords(words);
  const { locale } = useSpeech();
  const [draft, change, forget] = useDraft<{ candidate: Party | null; brief: string }>(`room.start.${room.room_id}.${number}`, { candidate: null, brief: "" });
  const [problems, setProblems] = useState<{ candidate?: string; brief?: string }>({});
  const start = useVerb("start_round", {
    onDone: () => {
      forget();
      toast(t.started);
    },
  });
  const submit = () => {
    const wrong = {
      ...(!draft.candidate && { candidate: t.mistakes.candidate }),
      ...(draft.brief.trim().length > LONGEST && { brief: t.mistakes.long(LONGEST.toLocaleString(locale)) }),
    };
    setProblems(wrong);
    if (Object.keys(wrong).length === 0) start.mutate({ room_id: room.room_id, candidate: draft.candidate, case_brief: draft.brief.trim() || null });
  };
  const overtaken = start.error?.word === "illegal_transition";
  return (
    <EditForm label={t.start(number)} submit={t.start(number)} onSubmit={submit} isPending={start.isPending} error={overtaken ? null : start.error} problems={problems}>
      <p>{t.startText}</p>
      <Radios
        label={t.candidate} value={draft.candidate} onChange={(candidate) => change({ ...draft, candidate })} error={problems.candidate}
        options={[{ id: "host", name: room.host_name }, { id: "guest", name: room.guest_name ?? t.guest }]}
      />
      <TextInput label={t.brief} description={t.briefHelp} value={draft.brief} onChange={(brief) => change({ ...draft, brief })} error={problems.brief} multiline />
      {overtaken && <Notice tone="warning"><p>{t.overtaken}</p></Notice>}
    </EditForm>
  );
}
