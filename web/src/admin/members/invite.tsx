/** The dialog that invites somebody. */
import { useState } from "react";
import { useVerb } from "../../api/verb";
import { useDraft } from "../../app/draft";
import { useOrganization } from "../../app/organization";
import { EditForm, type Problems } from "../../components/edit-form/edit-form";
import { Radios } from "../../components/fields/radios";
import { TextInput } from "../../components/fields/text-input";
import { Modal } from "../../components/modal/modal";
import { toast } from "../../components/toasts/toasts";
import { useWords } from "../../i18n/speech";
import { isEmail } from "../../api/checks";
import { words, type Role } from "./words";

interface Invited {
  display_name: string;
  email: string;
  role: Role;
}

const NOBODY: Invited = { display_name: "", email: "", role: "practitioner" };

/** *members* are the addresses of those who are here already. */
export function Invite({ isOpen, onClose, members }: { isOpen: boolean; onClose: () => void; members: readonly string[] }) {
  const t = useWords(words);
  const { organization_id } = useOrganization();
  const [draft, change, forget] = useDraft<Invited>(`invite.${organization_id}`, NOBODY);
  const [problems, setProblems] = useState<Problems<Invited>>({});
  const invite = useVerb<{ email: string }>("invite_member", {
    onDone: ({ email }) => {
      change(NOBODY);
      forget();
      onClose();
      toast(t.invited(email));
    },
  });
  const send = () => {
    const email = draft.email.trim().toLowerCase();
    const found: Problems<Invited> = {
      display_name: draft.display_name.trim() ? undefined : t.nameNeeded,
      email: !isEmail(email) ? t.emailNeeded : members.includes(email) ? t.already : undefined,
    };
    setProblems(found);
    if (!found.display_name && !found.email) invite.mutate({ organization_id, ...draft, email, display_name: draft.display_name.trim() });
  };
  return (
    <Modal title={t.invite} isOpen={isOpen} onClose={onClose}>
      <p>{t.inviteText}</p>
      <EditForm onSubmit={send} isPending={invite.isPending} error={invite.error} problems={problems} submit={t.sendInvitation}>
        <TextInput label={t.name} value={draft.display_name} onChange={(display_name) => change({ ...draft, display_name })} error={problems.display_name} autoComplete="off" maxLength={200} />
        <TextInput label={t.email} type="email" value={draft.email} onChange={(email) => change({ ...draft, email })} error={problems.email} autoComplete="off" />
        <Radios
          label={t.role} value={draft.role} onChange={(role) => change({ ...draft, role })}
          options={(["practitioner", "admin"] as const).map((id) => ({ id, name: t.roles[id], detail: t.roleMeans[id] }))}
        />
      </EditForm>
    </Modal>
  );
}
