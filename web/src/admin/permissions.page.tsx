/** Who may do what: what each role is permitted, who supervises whom, and the platform's support (CP-12, DR-1.3). */
import { Page } from "../components/page/page";
import { Panel } from "../components/panel/panel";
import { QueryView } from "../components/query-view/query-view";
import { useWords } from "../i18n/speech";
import { useOrganization } from "../app/organization";
import { usePermissions } from "./permissions/api";
import { Changes } from "./permissions/changes";
import { Grid } from "./permissions/grid";
import { Supervision } from "./permissions/supervision";
import { Support } from "./permissions/support";
import { words } from "./permissions/words";
import { useMoments } from "./moments";

export default function Permissions() {
  const t = useWords(words);
  const { zone } = useMoments();
  const { may } = useOrganization();
  const query = usePermissions();
  return (
    <Page title={t.title} lead={t.lead}>
      <Panel title={t.grid}>
        <p>{t.gridText}</p>
        <QueryView query={query}>{(permissions) => <Grid permissions={permissions} />}</QueryView>
      </Panel>
      {may("audit:read") && <Panel title={t.changes}><Changes /></Panel>}
      <Panel title={t.supervision}>
        <p>{t.supervisionText}</p>
        <Supervision />
      </Panel>
      <Panel title={t.support}>
        <p>{t.supportText}</p>
        <Support />
      </Panel>
      <p className="field-help">{t.zone(zone)}</p>
    </Page>
  );
}
