/** A member's own calendar elsewhere: connecting it, how it fares, and how it is used (SC-2.1, SC-2.2). */
import { useCalendarAccess, useOwnConnection } from "../../calendars/api";
import { useOrganization } from "../../app/organization";
import { EmptyState } from "../../components/empty-state/empty-state";
import { Panel } from "../../components/panel/panel";
import { QueryView } from "../../components/query-view/query-view";
import { useWords } from "../../i18n/speech";
import { Busy } from "./busy";
import { Choices } from "./choices";
import { Connect } from "./connect";
import { Disconnect } from "./disconnect";
import { Health } from "./health";
import { words } from "./words";
import "./calendars.css";

export function Calendars() {
  const t = useWords(words);
  const { organization_id, organization_name } = useOrganization();
  const connection = useOwnConnection(organization_id);
  const access = useCalendarAccess(organization_id);
  const isRequired = access.data?.calendar_required === true;
  return (
    <Panel title={t.title}>
      <p>{t.text}</p>
      <QueryView query={connection}>
        {(known) => (known ? (
          <>
            <Health connection={known} />
            {known.status === "connected" && <Choices key={`${known.on_unreachable} ${known.invites_by}`} connection={known} />}
            {known.status === "connected" && <Busy connectionId={known.connection_id} since={known.connected_at} />}
            <Disconnect connection={known} isRequired={isRequired} />
          </>
        ) : (
          <EmptyState title={t.none} text={isRequired ? t.noneRequired(organization_name) : t.noneText} action={<Connect />} />
        ))}
      </QueryView>
    </Panel>
  );
}
