/** What each role may do: a switch for each permission and role, in force at once. */
import { useVerb } from "../../api/verb";
import { useOrganization } from "../../app/organization";
import { Button } from "../../components/button/button";
import { DataTable } from "../../components/data-table/data-table";
import { FailureNotice } from "../../components/failure-notice/failure-notice";
import { Toggle } from "../../components/fields/check";
import { Tag } from "../../components/tag/tag";
import { toast } from "../../components/toasts/toasts";
import { useWords } from "../../i18n/speech";
import type { Permission } from "./api";
import "./permissions.css";
import { ROLES, words, type Role } from "./words";

interface Row {
  permission: string;
  name: string;
  means: string;
  roles: Partial<Record<Role, Permission>>;
}

export function Grid({ permissions }: { permissions: readonly Permission[] }) {
  const t = useWords(words);
  const { organization_id } = useOrganization();
  const change = useVerb<Permission>("change_role_permission", {
    onDone: ({ role, permission, granted }) => toast((granted ? t.nowMay : t.nowMayNot)(t.roles[role], nameOf(permission))),
  });
  const nameOf = (permission: string) => t.permissions[permission]?.name ?? permission;
  const asked = change.isPending ? change.variables : null;
  const set = ({ role, permission }: Permission, granted: boolean) => change.mutate({ organization_id, role, permission, granted });

  const cell = (role: Role) => ({ permission, name, roles }: Row) => {
    const here = roles[role];
    if (!here) return "";
    const pending = asked?.permission === permission && asked.role === role;
    return (
      <div className="permission-cell">
        <Toggle
          label={<><span className="visually-hidden">{t.mayIt(t.roles[role], name)}</span><span aria-hidden="true">{here.granted ? t.yes : t.no}</span></>}
          isSelected={pending ? Boolean(asked.granted) : here.granted} isDisabled={here.fixed || change.isPending} onChange={(granted) => set(here, granted)}
        />
        {here.fixed && <span className="field-help">{t.always}</span>}
        {here.changed && (
          <>
            <Tag tone="waiting">{t.changed}</Tag>
            <Button look="quiet" isDisabled={change.isPending} onPress={() => set(here, here.by_default)}>
              {t.reset}<span className="visually-hidden"> {t.resetOf(t.roles[role], name)}</span>
            </Button>
          </>
        )}
      </div>
    );
  };

  return (
    <>
      {change.error && <FailureNotice error={change.error} />}
      <DataTable
        caption={t.grid} rows={rowsOf(permissions, t.permissions)} rowKey={({ permission }) => permission}
        columns={[
          { id: "permission", name: t.permission, cell: ({ name, means }) => <><span>{name}</span><span className="permission-means">{means}</span></> },
          ...ROLES.map((role) => ({ id: role, name: t.roles[role], cell: cell(role) })),
        ]}
      />
    </>
  );
}

/** In the order of the words, which keep together what belongs together; what has no words yet comes last. */
function rowsOf(permissions: readonly Permission[], texts: Record<string, { name: string; means: string }>): Row[] {
  const order = Object.keys(texts);
  const place = (permission: string) => (order.includes(permission) ? order.indexOf(permission) : order.length);
  const names = [...new Set(permissions.map(({ permission }) => permission))].sort((a, b) => place(a) - place(b));
  return names.map((permission) => {
    const here = permissions.filter((each) => each.permission === permission);
    return {
      permission, name: texts[permission]?.name ?? permission, means: texts[permission]?.means ?? here[0]?.description ?? "",
      roles: Object.fromEntries(here.map((each) => [each.role, each])),
    };
  });
}
