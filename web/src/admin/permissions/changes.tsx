/** The latest changes of permissions, from the audit log. */
import { useQuery } from "@tanstack/react-query";
import { ask } from "../../api/connect";
import { useApi } from "../../app/connection";
import { useOrganization } from "../../app/organization";
import { EmptyState } from "../../components/empty-state/empty-state";
import { QueryView } from "../../components/query-view/query-view";
import { useWords } from "../../i18n/speech";
import { useActors } from "../audit/log";
import { useMoments } from "../moments";
import { words, type Role } from "./words";

interface Change {
  entry_id: number;
  at: string;
  actor: string;
  after: { role: Role; permission: string; granted: boolean };
}

export function Changes() {
  const t = useWords(words);
  const api = useApi();
  const { organization_id } = useOrganization();
  const { moment } = useMoments();
  const { data: names } = useActors();
  const query = useQuery({
    queryKey: ["permissions", organization_id, "changes"],
    queryFn: () => ask<Change[]>(
      api.from("audit_log").select("entry_id,at,actor,after").eq("organization_id", organization_id).eq("entity", "role_permission")
        .order("entry_id", { ascending: false }).limit(10),
    ),
  });
  const told = ({ after: { role, permission, granted } }: Change) => (granted ? t.nowMay : t.nowMayNot)(t.roles[role], t.permissions[permission]?.name ?? permission);
  return (
    <QueryView query={query}>
      {(changes) => (changes.length === 0 ? <EmptyState title={t.noChanges} text={t.noChangesText} /> : (
        <ul className="permission-changes">
          {changes.map((change) => (
            <li key={change.entry_id}>{told(change)} <span className="field-help">{moment(change.at)}{names?.has(change.actor) ? `, ${names.get(change.actor)}` : ""}</span></li>
          ))}
        </ul>
      ))}
    </QueryView>
  );
}
