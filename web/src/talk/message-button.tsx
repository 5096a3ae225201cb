/** Leads to the conversation of two people; it is opened on the way, if there is none yet. */
import { useLocation } from "wouter";
import { useVerb } from "../api/verb";
import { Button } from "../components/button/button";
import { FailureNotice } from "../components/failure-notice/failure-notice";
import { useWords } from "../i18n/speech";
import { words } from "./words";

interface MessageButtonProps {
  practitionerId: string;
  /** Whom the practitioner writes to; absent where a client writes. */
  clientId?: string;
  /** Where conversations stand for whoever presses it. */
  path: string;
  label: string;
}

export function MessageButton({ practitionerId, clientId, path, label }: MessageButtonProps) {
  const [, navigate] = useLocation();
  const open = useVerb<{ conversation_id: string }>("open_conversation", { onDone: ({ conversation_id }) => navigate(`${path}/${conversation_id}`) });
  return (
    <>
      <Button onPress={() => open.mutate({ practitioner_id: practitionerId, ...(clientId && { client_id: clientId }) })} isPending={open.isPending}>{label}</Button>
      {open.error && <FailureNotice error={open.error} />}
    </>
  );
}

/** For the practitioner of a session of several seats. */
export function GroupButton({ bookingId, path }: { bookingId: string; path: string }) {
  const t = useWords(words);
  const [, navigate] = useLocation();
  const open = useVerb<{ conversation_id: string }>("open_group_conversation", { onDone: ({ conversation_id }) => navigate(`${path}/${conversation_id}`) });
  return (
    <>
      <Button onPress={() => open.mutate({ booking_id: bookingId })} isPending={open.isPending}>{t.openGroup}</Button>
      <p className="aside">{t.openGroupHelp}</p>
      {open.error && <FailureNotice error={open.error} />}
    </>
  );
}
