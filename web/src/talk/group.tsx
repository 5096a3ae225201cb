/** Joining the conversation of a session, and leaving it. */
import { useState } from "react";
import { useLocation } from "wouter";
import { useVerb } from "../api/verb";
import { Button } from "../components/button/button";
import { ConfirmDialog } from "../components/confirm-dialog/confirm-dialog";
import { FailureNotice } from "../components/failure-notice/failure-notice";
import { TextInput } from "../components/fields/text-input";
import { toast } from "../components/toasts/toasts";
import { useWords } from "../i18n/speech";
import { others, type Conversation } from "./api";
import { words } from "./words";

export function JoinGroup({ conversation }: { conversation: Conversation }) {
  const t = useWords(words);
  const [name, setName] = useState("");
  const join = useVerb("join_conversation", { onDone: () => toast(t.joined) });
  const host = others(conversation).find(({ role }) => role === "practitioner")?.name ?? t.somebody;
  return (
    <form
      className="talk-join"
      onSubmit={(event) => {
        event.preventDefault();
        join.mutate({ conversation_id: conversation.conversation_id, shown_as: name.trim() || null });
      }}
    >
      <h3>{t.joinTitle}</h3>
      <p>{t.joinText(host)}</p>
      <TextInput label={t.shownAs} description={t.shownAsHelp} value={name} onChange={setName} maxLength={40} autoComplete="off" />
      {join.error && <FailureNotice error={join.error} />}
      <div className="actions"><Button type="submit" look="primary" isPending={join.isPending}>{t.join}</Button></div>
    </form>
  );
}

export function LeaveGroup({ conversation, onLeft }: { conversation: Conversation; onLeft: string }) {
  const t = useWords(words);
  const [, navigate] = useLocation();
  const [asking, setAsking] = useState(false);
  const leave = useVerb("leave_conversation", { onDone: () => navigate(onLeft) });
  return (
    <>
      <Button look="danger-quiet" onPress={() => setAsking(true)}>{t.leave}</Button>
      <ConfirmDialog
        title={t.leaveTitle} text={t.leaveText} confirm={t.leaveConfirm} isOpen={asking} danger onClose={() => setAsking(false)}
        onConfirm={() => leave.mutate({ conversation_id: conversation.conversation_id })} isPending={leave.isPending} error={leave.error}
      />
    </>
  );
}
