/** What is written of a round.  It is a draft of this tab until it is kept, and stays one when the other wrote something meanwhile. */
import { useState } from "react";
import { useVerb } from "../api/verb";
import { useDraft } from "../app/draft";
import { Button } from "../components/button/button";
import { EditForm } from "../components/edit-form/edit-form";
import { TextInput } from "../components/fields/text-input";
import { Notice } from "../components/notice/notice";
import { toast } from "../components/toasts/toasts";
import { useSpeech, useWords } from "../i18n/speech";
import type { Round } from "./api";
import { words } from "./room-words";

type Part = "transcript" | "assessment";

const LONGEST = { transcript: 200_000, assessment: 20_000 };

function useWritten(round: Round, part: Part) {
  return useDraft(`room.round.${round.round_id}.${part}`, "");
}

function useTooLong(): (part: Part, text: string) => string | null {
  const t = useWords(words);
  const { locale } = useSpeech();
  return (part, text) => (text.trim().length > LONGEST[part] ? t.mistakes.long(LONGEST[part].toLocaleString(locale)) : null);
}

export function FinishRound({ round }: { round: Round }) {
  const t = useWords(words);
  const [transcript, writeTranscript, forgetTranscript] = useWritten(round, "transcript");
  const [assessment, writeAssessment, forgetAssessment] = useWritten(round, "assessment");
  const tooLong = useTooLong();
  const problems = { transcript: tooLong("transcript", transcript), assessment: tooLong("assessment", assessment) };
  const finish = useVerb("finish_round", {
    onDone: () => {
      forgetTranscript();
      forgetAssessment();
      toast(t.finished);
    },
  });
  const submit = () => {
    if (problems.transcript || problems.assessment) return;
    finish.mutate({ round_id: round.round_id, transcript: transcript.trim() || null, assessment: assessment.trim() || null });
  };
  return (
    <EditForm label={t.round(round.number)} submit={t.finish} onSubmit={submit} isPending={finish.isPending} error={finish.error}>
      <TextInput label={t.transcript} description={t.transcriptHelp} value={transcript} onChange={writeTranscript} error={problems.transcript} multiline />
      <TextInput label={t.assessment} description={t.assessmentHelp} value={assessment} onChange={writeAssessment} error={problems.assessment} multiline />
    </EditForm>
  );
}

/** After the end: what is missing may still be added, once; what somebody typed while the other kept theirs is not lost. */
export function Late({ round, part }: { round: Round; part: Part }) {
  const t = useWords(words);
  const [text, write, forget] = useWritten(round, part);
  const [isEmpty, setIsEmpty] = useState(false);
  const tooLong = useTooLong()(part, text);
  const add = useVerb("finish_round", {
    onDone: () => {
      write("");
      forget();
      toast(t.added);
    },
  });
  if (round[part] !== null) {
    // What this tab itself has kept is no longer a draft.
    if (text.trim() === "" || text.trim() === round[part]) return null;
    return (
      <Notice tone="warning">
        <p>{t.otherWrote(t[part])}</p>
        <TextInput label={t[part]} value={text} isReadOnly multiline />
        <p><Button onPress={() => { write(""); forget(); }}>{t.discard}</Button></p>
      </Notice>
    );
  }
  return (
    <EditForm
      label={t.add(t[part])} submit={t.add(t[part])} isPending={add.isPending} error={add.error}
      onSubmit={() => {
        setIsEmpty(text.trim() === "");
        if (text.trim() && !tooLong) add.mutate({ round_id: round.round_id, [part]: text.trim() });
      }}
    >
      <TextInput label={t[part]} description={part === "assessment" && t.assessmentHelp} value={text} onChange={write} error={tooLong ?? (isEmpty && !text.trim() ? t.mistakes.nothing : null)} multiline />
    </EditForm>
  );
}
