/** Takes back what somebody said, for a quarter of an hour. */
import { useState } from "react";
import { useVerb } from "../api/verb";
import { Button } from "../components/button/button";
import { ConfirmDialog } from "../components/confirm-dialog/confirm-dialog";
import { useWords } from "../i18n/speech";
import { useNow } from "../practice/team/use-now";
import type { Message } from "./api";
import { words } from "./words";

const POSSIBLE_MS = 15 * 60_000;

export function TakeBack({ message }: { message: Message }) {
  const t = useWords(words);
  const now = useNow();
  const [asking, setAsking] = useState(false);
  const take = useVerb("retract_message", { onDone: () => setAsking(false) });
  if (now - new Date(message.created_at).getTime() > POSSIBLE_MS && !asking) return null;
  return (
    <>
      <Button look="quiet" className="talk-take-back" aria-label={t.takeBackOf((message.body || (message.attachments[0]?.file_name ?? "")).slice(0, 60))} onPress={() => setAsking(true)}>{t.takeBack}</Button>
      <ConfirmDialog
        title={t.takeBackTitle} text={t.takeBackText} confirm={t.takeBack} isOpen={asking} danger onClose={() => setAsking(false)}
        onConfirm={() => take.mutate({ message_id: message.message_id })} isPending={take.isPending} error={take.error}
      />
    </>
  );
}
