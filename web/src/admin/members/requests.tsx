/** Those who ask to work here: an admin approves or declines. */
import { useState } from "react";
import { useVerb } from "../../api/verb";
import { Button } from "../../components/button/button";
import { ConfirmDialog } from "../../components/confirm-dialog/confirm-dialog";
import { Radios } from "../../components/fields/radios";
import { TextInput } from "../../components/fields/text-input";
import { toast } from "../../components/toasts/toasts";
import { useWords } from "../../i18n/speech";
import { useMoments } from "../moments";
import type { JoinRequest } from "./people";
import { words as memberWords, type Role } from "./words";
import { words } from "./requests-words";
import "./requests.css";

type Answer = { request: JoinRequest; verb: "approve_join_request" | "decline_join_request" };

export function Requests({ requests }: { requests: readonly JoinRequest[] }) {
  const t = useWords(words);
  const { moment } = useMoments();
  const [answer, setAnswer] = useState<Answer | null>(null);
  return (
    <>
      <ul className="requests">
        {requests.map((request) => (
          <li key={request.request_id}>
            <div className="requests-who">
              <h3>{request.display_name}</h3>
              <p><a href={`mailto:${request.email}`}>{request.email}</a><span className="list-detail">{t.asked(moment(request.created_at))}</span></p>
              {request.specialties.length > 0 && <p>{request.specialties.join(", ")}</p>}
              {request.message && <p className="requests-message">{request.message}</p>}
            </div>
            <div className="actions">
              <Button aria-label={t.approveOf(request.display_name)} onPress={() => setAnswer({ request, verb: "approve_join_request" })}>{t.approve}</Button>
              <Button look="danger-quiet" aria-label={t.declineOf(request.display_name)} onPress={() => setAnswer({ request, verb: "decline_join_request" })}>{t.decline}</Button>
            </div>
          </li>
        ))}
      </ul>
      {answer && <AnswerDialog {...answer} onClose={() => setAnswer(null)} />}
    </>
  );
}

function AnswerDialog({ request, verb, onClose }: Answer & { onClose: () => void }) {
  const t = useWords(words);
  const m = useWords(memberWords);
  const [role, setRole] = useState<Role>("practitioner");
  const [reason, setReason] = useState("");
  const approves = verb === "approve_join_request";
  const name = request.display_name;
  const act = useVerb(verb, {
    onDone: () => {
      onClose();
      toast(approves ? t.approved(name) : t.declined(name));
    },
  });
  const args = { request_id: request.request_id, ...(approves ? { role } : { reason: reason.trim() || null }) };
  return (
    <ConfirmDialog
      title={approves ? t.askApprove(name) : t.askDecline(name)} text={approves ? t.approveText : t.declineText} confirm={approves ? t.approve : t.decline}
      danger={!approves} isOpen onClose={onClose} isPending={act.isPending} error={act.error} onConfirm={() => act.mutate(args)}
    >
      {approves
        ? <Radios label={m.role} value={role} onChange={setRole} options={(["practitioner", "admin"] as const).map((id) => ({ id, name: m.roles[id], detail: m.roleMeans[id] }))} />
        : <TextInput label={t.reason} description={t.reasonHelp} value={reason} onChange={setReason} multiline maxLength={1000} />}
    </ConfirmDialog>
  );
}
