/** Those who work here. */
import { useSession } from "../../app/session";
import { ActionMenu } from "../../components/action-menu/action-menu";
import { DataTable } from "../../components/data-table/data-table";
import { Tag } from "../../components/tag/tag";
import { useWords } from "../../i18n/speech";
import { useMoments } from "../moments";
import type { Deed } from "./deeds";
import type { Member } from "./people";
import { words } from "./words";

export function Team({ members, onDeed }: { members: readonly Member[]; onDeed: (deed: Deed) => void }) {
  const t = useWords(words);
  const { date } = useMoments();
  const { session } = useSession();
  const admins = members.filter(({ role, suspended_at }) => role === "admin" && !suspended_at);
  const deeds = (member: Member) => {
    if (member.suspended_at) return [{ id: "reactivate", name: t.reactivate, act: () => onDeed({ verb: "reactivate_member", member }) }];
    const other = member.role === "admin" ? "practitioner" : "admin";
    return [
      { id: "role", name: other === "admin" ? t.toAdmin : t.toPractitioner, act: () => onDeed({ verb: "change_member_role", member, role: other }) },
      { id: "suspend", name: t.suspend, danger: true, act: () => onDeed({ verb: "suspend_member", member }) },
    ];
  };
  return (
    <DataTable
      caption={t.team} rows={members} rowKey={({ member_id }) => member_id}
      columns={[
        { id: "name", name: t.name, cell: ({ display_name, user_id }) => (user_id === session?.user.id ? `${display_name} (${t.you})` : display_name) },
        { id: "email", name: t.email, cell: ({ email }) => email },
        { id: "role", name: t.role, cell: ({ role }) => <span className="data-word">{t.roles[role]}</span> },
        { id: "since", name: t.since, cell: ({ created_at }) => <span className="data-word">{date(created_at)}</span> },
        { id: "state", name: t.state, cell: ({ suspended_at }) => (suspended_at ? <Tag tone="bad">{t.suspended}</Tag> : <Tag tone="good">{t.active}</Tag>) },
        {
          id: "actions", name: t.actions, end: true,
          cell: (member) => (admins.length === 1 && admins[0] === member
            ? <span className="field-help">{t.onlyAdmin}</span>
            : <ActionMenu label={t.actionsFor(member.display_name)} quiet actions={deeds(member)} />),
        },
      ]}
    />
  );
}
