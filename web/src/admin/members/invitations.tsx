/** Those who are asked to join, and have not. */
import { useVerb } from "../../api/verb";
import { ActionMenu } from "../../components/action-menu/action-menu";
import { CutNote } from "../../components/cut-note/cut-note";
import { DataTable } from "../../components/data-table/data-table";
import { FailureNotice } from "../../components/failure-notice/failure-notice";
import { Tag, type TagTone } from "../../components/tag/tag";
import { toast } from "../../components/toasts/toasts";
import { useWords } from "../../i18n/speech";
import { useMoments } from "../moments";
import type { Deed } from "./deeds";
import { INVITATIONS, type Invitation } from "./people";
import { words, type InvitationStatus } from "./words";

const TONES: Record<InvitationStatus, TagTone> = { open: "waiting", accepted: "good", revoked: "over", expired: "bad" };

export function Invitations({ invitations, onDeed }: { invitations: readonly Invitation[]; onDeed: (deed: Deed) => void }) {
  const t = useWords(words);
  const { moment } = useMoments();
  const resend = useVerb<{ email: string }>("resend_invitation", { onDone: ({ email }) => toast(t.resent(email)) });
  const deeds = (invitation: Invitation) => [
    { id: "resend", name: t.resend, act: () => resend.mutate({ invitation_id: invitation.invitation_id }) },
    { id: "revoke", name: t.revoke, danger: true, act: () => onDeed({ verb: "revoke_invitation", invitation }) },
  ];
  return (
    <>
      {resend.error && <FailureNotice error={resend.error} />}
      <DataTable
        caption={t.invitations} rows={invitations.slice(0, INVITATIONS)} rowKey={({ invitation_id }) => invitation_id}
        columns={[
          { id: "name", name: t.name, cell: ({ display_name }) => display_name },
          { id: "email", name: t.email, cell: ({ email }) => email },
          { id: "role", name: t.role, cell: ({ role }) => <span className="data-word">{t.roles[role]}</span> },
          { id: "status", name: t.state, cell: ({ status }) => <Tag tone={TONES[status]}>{t.statuses[status]}</Tag> },
          { id: "sent", name: t.sent, cell: ({ created_at, invited_by_name }) => `${moment(created_at)}${invited_by_name ? ` ${t.by(invited_by_name)}` : ""}` },
          { id: "until", name: t.until, cell: ({ status, expires_at }) => (status === "open" ? moment(expires_at) : "") },
          {
            id: "actions", name: t.actions, end: true,
            cell: (invitation) => (invitation.status === "revoked" ? "" : <ActionMenu label={t.actionsFor(invitation.display_name)} quiet actions={deeds(invitation)} />),
          },
        ]}
      />
      <CutNote rows={invitations} most={INVITATIONS} />
    </>
  );
}
