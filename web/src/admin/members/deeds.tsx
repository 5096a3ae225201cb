/** What an admin does to a member or an invitation, asked about first where it takes something away. */
import { useState } from "react";
import { Failure } from "../../api/failure";
import { useVerb, type Verb } from "../../api/verb";
import { ConfirmDialog } from "../../components/confirm-dialog/confirm-dialog";
import { Notice } from "../../components/notice/notice";
import { toast } from "../../components/toasts/toasts";
import { useWords } from "../../i18n/speech";
import type { Invitation, Member } from "./people";
import { words, type Role } from "./words";

export type Deed =
  | { verb: "change_member_role"; member: Member; role: Role }
  | { verb: "suspend_member" | "reactivate_member"; member: Member }
  | { verb: "revoke_invitation"; invitation: Invitation };

export function DeedDialog({ deed, onClose }: { deed: Deed; onClose: () => void }) {
  const t = useWords(words);
  const { title, text, confirm, done, args } = useTexts(deed);
  const [refusal, setRefusal] = useState<string | null>(null);
  const act = useVerb(deed.verb as Verb, { onDone: () => { onClose(); toast(done); } });
  const perform = () => {
    setRefusal(null);
    act.mutate(args, {
      onError: (failure) => {
        if (failure.word === "illegal_transition") setRefusal("member" in deed ? t.lastAdmin : t.changed);
      },
    });
  };
  const unknown = act.error instanceof Failure && act.error.word !== "illegal_transition" ? act.error : null;
  return (
    <ConfirmDialog
      title={title} text={text} confirm={confirm} isOpen onConfirm={perform} onClose={onClose} isPending={act.isPending} error={unknown}
      danger={deed.verb === "suspend_member" || deed.verb === "revoke_invitation"}
    >
      {refusal && <Notice tone="problem"><p>{refusal}</p></Notice>}
    </ConfirmDialog>
  );
}

function useTexts(deed: Deed) {
  const t = useWords(words);
  if (deed.verb === "revoke_invitation") {
    const { email, invitation_id } = deed.invitation;
    return { title: t.askRevoke(email), text: t.askRevokeText, confirm: t.revoke, done: t.revoked(email), args: { invitation_id } };
  }
  const { display_name: name, member_id } = deed.member;
  switch (deed.verb) {
    case "change_member_role": {
      const { role } = deed;
      const asked = role === "admin" ? { title: t.askAdmin(name), text: t.askAdminText, confirm: t.toAdmin } : { title: t.askPractitioner(name), text: t.askPractitionerText, confirm: t.toPractitioner };
      return { ...asked, done: t.nowRole(name, t.roles[role]), args: { member_id, role } };
    }
    case "suspend_member":
      return { title: t.askSuspend(name), text: t.askSuspendText, confirm: t.suspend, done: t.nowSuspended(name), args: { member_id } };
    case "reactivate_member":
      return { title: t.askReactivate(name), text: t.askReactivateText, confirm: t.reactivate, done: t.nowActive(name), args: { member_id } };
  }
}
