/** The organization's webhooks. */
import { useOrganization } from "../../app/organization";
import { DataTable } from "../../components/data-table/data-table";
import { EmptyState } from "../../components/empty-state/empty-state";
import { Link } from "../../components/link/link";
import { useWords } from "../../i18n/speech";
import type { Endpoint } from "./endpoints";
import { EndpointState } from "./state";
import { words } from "./words";

export function EndpointList({ endpoints }: { endpoints: readonly Endpoint[] }) {
  const t = useWords(words);
  const { path } = useOrganization();
  if (endpoints.length === 0) return <EmptyState title={t.none} text={t.noneText} />;
  return (
    <DataTable
      caption={t.title} rows={endpoints} rowKey={({ endpoint_id }) => endpoint_id}
      columns={[
        { id: "url", name: t.url, cell: ({ endpoint_id, url, description }) => <div><Link className="webhook-link" href={path(`/webhooks?endpoint=${endpoint_id}`)}>{url}</Link>{description && <><br /><span className="field-help">{description}</span></>}</div> },
        { id: "told", name: t.told, cell: ({ event_types }) => event_types.map((type) => t.types[type] ?? type).join("; ") },
        { id: "state", name: t.state, cell: (endpoint) => <EndpointState endpoint={endpoint} /> },
      ]}
    />
  );
}
